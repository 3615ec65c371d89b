import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `vite build console` writes what the server serves at `/`. In development the API is asked of a running server. */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7400' } },
});
