import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { fileURLToPath } from 'node:url';

function inProject(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Packages with native code or files of their own: loaded from node_modules, never bundled. */
const nativePackages = ['node-llama-cpp', '@photostructure/sqlite'];

/** The locks of node-llama-cpp: both have to take the same ones, so it must not be a second copy. */
const sharedPackages = ['lifecycle-utils'];

/** Speed-ups that `ws` tries to load and does without. */
const optionalPackages = ['bufferutil', 'utf-8-validate'];

/** The oldest runtime that the app runs in: Electron 33, with Node 20.18 and Chrome 130. */
const nodeTarget = 'node20.18';
const chromeTarget = 'chrome130';

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      outDir: inProject('out/main'),
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        external: [...nativePackages, ...sharedPackages, ...optionalPackages],
        input: {
          main: inProject('electron/main.ts'),
          web: inProject('electron/web.ts'),
          ask: inProject('electron/ask.ts'),
          engine: inProject('electron/engine/entry.ts'),
          'compile-worker': inProject('electron/host/filter/compile-worker.ts'),
          'download-worker': inProject('electron/host/downloads/download-worker.ts'),
          'library-worker': inProject('electron/host/library/library-worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      outDir: inProject('out/preload'),
      externalizeDeps: false,
      sourcemap: 'inline',
      rolldownOptions: {
        // CommonJS, whatever the package says: a sandboxed preload has to be, and the bootstrap must run at once.
        input: { preload: inProject('electron/preload.ts'), bootstrap: inProject('electron/bootstrap.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: inProject('renderer'),
    base: './',
    plugins: [react(), tailwindcss()],
    build: {
      target: chromeTarget,
      outDir: inProject('out/renderer'),
      emptyOutDir: true,
      minify: true,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: inProject('renderer/index.html') },
    },
  },
});
