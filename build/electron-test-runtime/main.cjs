// Runs `electron [flags] FOLDER|FILE`: the part of Electron's own default app that tests need.
const { app } = require('electron/main');
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

/** The app to run, where it stands in the arguments, and the modules that `--require` asks for first. */
function readArguments(args) {
  const required = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index];
    if (argument === '-r' || argument === '--require') required.push(args[++index]);
    else if (!argument.startsWith('-') && !argument.startsWith('data:')) return { target: argument, index, required };
  }
  return { target: null, index: args.length, required };
}

/** Takes name and version from the app's package.json, as Electron does, and returns the file to load. */
function enterApp(target) {
  const manifestPath = join(target, 'package.json');
  if (!existsSync(manifestPath)) {
    app.setAppPath(dirname(target));
    return Module._resolveFilename(target, null, true);
  }
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
  if (manifest.version) app.setVersion(manifest.version);
  if (manifest.productName || manifest.name) app.setName(manifest.productName || manifest.name);
  app.setAppPath(target);
  return Module._resolveFilename(resolve(target, manifest.main || 'index.js'), null, true);
}

async function run({ target, index, required }) {
  if (!target) throw new Error('usage: electron [flags] FOLDER|FILE');
  process.defaultApp = true;
  if (required.length) Module._preloadModules(required);
  const absoluteTarget = resolve(target);
  process.argv.splice(1, index + 1, absoluteTarget);
  const entry = enterApp(absoluteTarget);
  if (/\.(cjs|json)$/.test(entry)) Module._load(entry, Module, true);
  else await import(pathToFileURL(entry).href);
}

run(readArguments(process.argv.slice(1))).catch((error) => {
  console.error(error);
  app.exit(1);
});
