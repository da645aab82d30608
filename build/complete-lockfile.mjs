// Adds to package-lock.json the optional platform packages that a registry mirror did not list when it was written.
//
//   node build/complete-lockfile.mjs            after each `npm install`
//   node build/complete-lockfile.mjs --check    fails where something is missing
//
// npm leaves an optional package out of the lockfile when the registry in use cannot serve it, and `npm ci` then refuses
// the lockfile on every machine. The version is the exact one that the parent asks for; the platform is in the name.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const lockfilePath = fileURLToPath(new URL('../package-lock.json', import.meta.url));

const operatingSystems = {
  android: 'android',
  darwin: 'darwin',
  mac: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
  win: 'win32',
};
const processors = {
  arm: 'arm',
  armv7l: 'arm',
  arm64: 'arm64',
  x64: 'x64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
};

/** What a package name such as `@oxlint/binding-linux-x64-musl` says of the platform it is for; null if nothing. */
function platformOf(packageName) {
  const words = packageName.slice(packageName.indexOf('/') + 1).split('-');
  const processor = words.map((word) => processors[word]).find(Boolean);
  if (!processor) return null;
  const os = words.map((word) => operatingSystems[word]).find(Boolean);
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
  return { cpu: [processor], ...(os && { os: [os] }), ...(os === 'linux' && libc && { libc }) };
}

function missingPackages(packages) {
  const missing = {};
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const key = `node_modules/${name}`;
      if (packages[key] || !/^\d+\.\d+\.\d+/.test(version)) continue;
      const platform = platformOf(name);
      if (platform) missing[key] = { version, ...platform, ...(parent.dev && { dev: true }), optional: true };
    }
  }
  return missing;
}

const lockfile = JSON.parse(readFileSync(lockfilePath, 'utf8'));
const missing = missingPackages(lockfile.packages);
const count = Object.keys(missing).length;
if (process.argv.includes('--check')) {
  if (count > 0)
    process.stderr.write(`package-lock.json lacks ${count} platform packages: run this without --check.\n`);
  process.exitCode = count > 0 ? 1 : 0;
} else if (count > 0) {
  const packages = Object.entries({ ...lockfile.packages, ...missing });
  lockfile.packages = Object.fromEntries(packages.toSorted(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(lockfilePath, `${JSON.stringify(lockfile, null, 2)}\n`);
  process.stderr.write(`package-lock.json: ${count} platform packages added\n`);
}
