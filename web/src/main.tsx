import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api.ts';
import { createAppRouter } from './router.tsx';
import { applyTheme } from './theme.ts';
import './style.css';

applyTheme();
const queries = new QueryClient({
  queryCache: new QueryCache({ onError: signInAgain }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});
const router = createAppRouter(queries);

/** A session that has ended is asked for again, and leads back to the same view. */
function signInAgain(error: Error): void {
  const { href, pathname } = router.state.location;
  if (!(error instanceof ApiError && error.status === 401) || pathname === '/sign-in') return;
  void router.navigate({ to: '/sign-in', search: { to: href } });
}

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
