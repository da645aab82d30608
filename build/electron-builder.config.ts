import type { AfterPackContext, Configuration } from 'electron-builder';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** An unpacked Electron to put around the app, in place of the one that electron-builder would download. */
const electronDist = process.env['CONCLAVE_ELECTRON_DIST'];

/** CUDA takes 540 MB on Linux, so a package carries it only when it is asked for: `npm run package -- --cuda`. */
const withCuda = process.env['CONCLAVE_PACKAGE_CUDA'] === '1';

/** Of the engine's binaries only those of this platform, and no sources to build others from. */
const enginePatterns = [
  '!node_modules/@node-llama-cpp/*/bins/**/*',
  'node_modules/@node-llama-cpp/${os}-${arch}*/bins/**/*',
  ...(withCuda ? [] : ['!node_modules/@node-llama-cpp/*-cuda*/**/*']),
  '!node_modules/node-llama-cpp/{templates,llama/addon,llama/gitRelease.bundle}{,/**/*}',
];

const databasePatterns = [
  '!node_modules/@photostructure/sqlite/{src,prebuilds}/**/*',
  'node_modules/@photostructure/sqlite/prebuilds/${platform}-${arch}/*.node',
];

/** Electron's own start page stays behind where the Electron around the app was given unpacked. */
async function removeDefaultApp({ appOutDir, electronPlatformName, packager }: AfterPackContext): Promise<void> {
  const isMac = electronPlatformName === 'darwin';
  const contents = isMac ? join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents') : appOutDir;
  await rm(join(contents, isMac ? 'Resources' : 'resources', 'default_app.asar'), { force: true });
}

export default {
  appId: 'app.conclave.desktop',
  productName: 'Conclave',
  executableName: 'conclave',
  copyright: 'The Conclave authors',
  directories: { buildResources: 'build', output: 'dist' },
  files: [
    'out/**/*',
    '!out/**/{*.map,.sources-sha256}',
    '!**/*.{md,d.ts,d.mts,d.cts,map}',
    ...enginePatterns,
    ...databasePatterns,
  ],
  asarUnpack: [
    'out/native',
    'node_modules/node-llama-cpp/bins',
    'node_modules/@node-llama-cpp/*',
    'node_modules/@photostructure/sqlite/prebuilds',
  ],
  extraResources: [
    { from: 'models/embedded', to: 'models/embedded', filter: ['*.gguf'] },
    { from: 'docs/THIRD-PARTY-NOTICES.md', to: 'THIRD-PARTY-NOTICES.md' },
  ],
  // The native modules are prebuilt for Node-API, which does not change between Node and Electron.
  npmRebuild: false,
  afterPack: removeDefaultApp,
  electronFuses: {
    // docs/decisions/0001-run-as-node-fuse.md
    runAsNode: process.platform !== 'darwin',
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    target: ['AppImage', 'deb', 'tar.gz'],
    category: 'Utility',
    icon: 'build/icons',
    synopsis: 'Talk to Mixture-of-Experts models on your own machine',
    maintainer: 'The Conclave authors',
  },
  mac: {
    target: ['dmg', 'zip'],
    category: 'public.app-category.productivity',
    icon: 'build/icons/1024x1024.png',
    hardenedRuntime: true,
    entitlements: 'build/entitlements.mac.plist',
    entitlementsInherit: 'build/entitlements.mac.plist',
  },
  win: { target: ['nsis'], icon: 'build/icons/1024x1024.png' },
  ...(electronDist && {
    electronDist,
    electronVersion: readFileSync(join(electronDist, 'version'), 'utf8').trim().replace(/^v/, ''),
  }),
} satisfies Configuration;
