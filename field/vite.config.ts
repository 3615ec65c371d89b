import react from '@vitejs/plugin-react';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { tokenSheet } from '#parts/tokens';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** `vite build field` writes what the server serves at `/field/`. In development the API is asked of a running server. */
export default defineConfig({
  base: '/field/',
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [
    react(),
    {
      name: 'first-look',
      transformIndexHtml: () => [{ tag: 'style', children: tokenSheet(), injectTo: 'head' }],
    },
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'app',
      filename: 'worker.ts',
      injectRegister: false,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'] },
      manifest: {
        id: '/field/',
        name: 'Gridloop',
        short_name: 'Gridloop',
        description: 'The day’s work in the street, with or without a network · 外勤工单，断网可用',
        start_url: '/field/',
        scope: '/field/',
        display: 'standalone',
        orientation: 'portrait',
        background_color: '#f5f7f9',
        theme_color: '#0f766e',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  build: {
    outDir: '../dist/field',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // Schemas of routes that the phone never calls are made when their file is read, and seem to be of use; they are not.
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id: string) => !/\/(contract|query)\/[^.]+\.tsx?$|\/zod\//.test(id) },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7400' } },
});
