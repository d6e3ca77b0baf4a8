import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
const a = 'http://127.0.0.1:31701', b = 'http://127.0.0.1:31702'
const B = { target: b, configure: (p: any) => p.on('proxyReq', (r: any) => { r.setHeader('authorization', 'Bearer ' + process.env.BTOK) }) }
export default defineConfig({ plugins: [react()], server: { port: 31710, host: '127.0.0.1', hmr: false, proxy: { ...(process.env.BTOK ? { '/api/prices': B, '/api/models': B, '/api/usage': B, '/api/overview': B, '/api/channels': B } : {}), '/api': a, '/v1': a, '/v1beta': a } } })
