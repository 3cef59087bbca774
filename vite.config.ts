// Bundles. The renderer by default; `--mode main|core|demo|parser|writer|preload` are the pieces of the packaged
// Electron app. Everything else runs from source by type stripping.
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const ROOT = import.meta.dirname;

/** Entry and output of each Electron bundle. A sandboxed preload cannot be an ES module. */
const BUNDLES: Readonly<Record<string, { readonly entry: string; readonly file: string; readonly format: 'es' | 'cjs' }>> = {
  main: { entry: 'src-main/hosts/electron/main.ts', file: 'main.js', format: 'es' },
  core: { entry: 'src-main/hosts/electron/core-process.ts', file: 'core.js', format: 'es' },
  demo: { entry: 'src-main/hosts/electron/demo-process.ts', file: 'demo.js', format: 'es' },
  parser: { entry: 'src-main/hosts/electron/parser-process.ts', file: 'parser.js', format: 'es' },
  writer: { entry: 'src-main/sync/batch-writer-thread.ts', file: 'writer.js', format: 'es' },
  preload: { entry: 'src-main/hosts/electron/preload.ts', file: 'preload.cjs', format: 'cjs' },
};

// Native code and WebAssembly stay in node_modules; everything else is bundled into one file.
const NATIVE = ['electron', 'better-sqlite3', 'better-sqlite3-multiple-ciphers', '@napi-rs/keyring', 'libxml2-wasm', '@embedpdf/pdfium'];

const renderer: UserConfig = {
  root: path.join(ROOT, 'src-renderer'),
  base: '/',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: path.join(ROOT, 'dist/renderer'),
    emptyOutDir: true,
    // Chromium of Electron 45 and current browsers.
    target: 'chrome140',
    assetsInlineLimit: 0, // a data: script or font would need a looser content security policy
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4_000, // kB; it is read from this machine
  },
  server: { host: '127.0.0.1', strictPort: true },
};

export default defineConfig(({ mode }) => {
  const bundle = BUNDLES[mode];
  if (bundle === undefined) return renderer;
  return {
    root: ROOT,
    publicDir: false,
    ssr: { noExternal: true, external: NATIVE },
    build: {
      ssr: path.join(ROOT, bundle.entry),
      outDir: path.join(ROOT, 'dist/main'),
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      reportCompressedSize: false,
      rollupOptions: { external: NATIVE, output: { format: bundle.format, entryFileNames: bundle.file, codeSplitting: false } },
    },
  } satisfies UserConfig;
});
