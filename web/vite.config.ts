import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page: `src/api/routes/web.ts` serves what is built here. `npm run web` serves it with a Kiln on port 8080 behind. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    // Nothing inline: the page's policy takes scripts and styles as files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  server: {
    proxy: Object.fromEntries(
      ['/v0', '/api', '/session', '/git', '/reference', '/openapi.json', '/activate'].map((path) => [
        path,
        // The host stays as it is: Kiln rejects requests that change something from an origin of another one.
        { target: 'http://127.0.0.1:8080', changeOrigin: false },
      ]),
    ),
  },
});
