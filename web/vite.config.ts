import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const gateway = process.env.BURNCLOUD_URL ?? 'http://127.0.0.1:3000'

// The policy of the pages forbids what is inline, so nothing becomes a data: address.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../console/dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2023',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': gateway, '/v1': gateway, '/v1beta': gateway } },
})
