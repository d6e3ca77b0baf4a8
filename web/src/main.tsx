import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/shell.css'
import './styles/table.css'
import './styles/pages.css'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'

import type { Problem } from './api/client'
import { getPrefs, onPrefs, startPrefs } from './app/prefs'
import { router } from './app/router'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; only a lost connection or a failing server is asked again.
      retry: (n, error) => n < 2 && ((error as Problem).status === 0 || (error as Problem).status >= 500),
    },
  },
})

function App() {
  const prefs = useSyncExternalStore(onPrefs, getPrefs)
  return (
    <QueryClientProvider client={client}>
      <RouterProvider key={`${prefs.lang} ${prefs.zone}`} router={router} />
    </QueryClientProvider>
  )
}

void startPrefs().then(() => {
  const root = document.getElementById('app')
  if (root) createRoot(root).render(<StrictMode><App /></StrictMode>)
})
