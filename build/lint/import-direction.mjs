// The directions of docs/ARCHITECTURE.md as a lint rule: who may import whom, and what of the outside.
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The first layer whose `files` match a file is the file's own. `may` lists what it imports of the project, beside its
 * own layer; `node` and `electron` say whether it may import Node's modules and Electron. Where only types may be taken
 * from a place, it stands in `mayType`.
 */
const layers = [
  // Scripts that make and judge the embedded model; no part of the app.
  { files: /^models\/embedded\//, may: [], node: true },
  { files: /^models\//, may: [] },
  { files: /^electron\/contract(\.ts$|\/)/, may: [/^models\//] },
  // What the operating system knows, for whichever process asks.
  { files: /^electron\/system\//, may: [/^models\//], node: true },
  {
    files: /^electron\/host\//,
    may: [/^models\//, /^electron\/contract(\.ts$|\/)/, /^electron\/system\//],
    node: true,
  },
  {
    files: /^electron\/engine\//,
    may: [/^models\//, /^electron\/system\//],
    mayType: [/^electron\/host\/engine\/engine-protocol\.ts$/, /^electron\/contract(\.ts$|\/)/],
    node: true,
  },
  {
    files: /^electron\/shell\//,
    may: [/^models\//, /^electron\/contract(\.ts$|\/)/, /^electron\/host\/transport\//],
    mayType: [/^electron\/host\//],
    node: true,
    electron: true,
  },
  { files: /^electron\/preload\.ts$/, may: [], electron: true },
  { files: /^electron\/(main|bootstrap)\.ts$/, may: [/^(electron|models)\//], node: true, electron: true },
  { files: /^electron\//, may: [/^(electron|models)\//], node: true },
  { files: /^renderer\/features\//, may: [/^models\//, /^electron\/contract(\.ts$|\/)/, /^renderer\/(?!features\/)/] },
  { files: /^renderer\/[^/]+$/, may: [/^models\//, /^electron\/contract(\.ts$|\/)/, /^renderer\//] },
  { files: /^renderer\//, may: [/^models\//, /^electron\/contract(\.ts$|\/)/, /^renderer\/(?!features\/)/] },
];

const featureOf = (path) => /^renderer\/features\/([^/]+)\//.exec(path)?.[1];

/** The imported file, relative to the project; null for a package. */
function resolveImport(source, fileName) {
  if (!source.startsWith('.')) return null;
  return relative(projectFolder, resolve(dirname(fileName), source))
    .split(sep)
    .join('/');
}

function findPackageProblem(layer, source) {
  if (source.startsWith('node:') && !layer.node) return 'This layer imports nothing of Node.';
  if ((source === 'electron' || source.startsWith('electron/')) && !layer.electron) {
    return 'Only electron/shell and the entries of the desktop app import Electron.';
  }
  return null;
}

function findFileProblem(layer, file, target, typeOnly) {
  const feature = featureOf(file);
  if (feature && featureOf(target)) return feature === featureOf(target) ? null : 'A feature never imports a feature.';
  if (layer.files.test(target) || layer.may.some((pattern) => pattern.test(target))) return null;
  if (layer.mayType?.some((pattern) => pattern.test(target))) {
    return typeOnly ? null : `Only types may be imported from ${target} here.`;
  }
  return `${file} may not import ${target}: see the directions in docs/ARCHITECTURE.md.`;
}

/** An import that leaves nothing behind at run time: `import type …`, or braces in which every name is a type. */
function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((specifier) => specifier.importKind === 'type');
}

function create(context) {
  const file = relative(projectFolder, context.filename).split(sep).join('/');
  const layer = layers.find(({ files }) => files.test(file));
  if (!layer || /\.test\.tsx?$/.test(file)) return {};

  function check(node) {
    const source = node.source?.value;
    if (typeof source !== 'string') return;
    const target = resolveImport(source, context.filename);
    const problem = target ? findFileProblem(layer, file, target, isTypeOnly(node)) : findPackageProblem(layer, source);
    if (problem) context.report({ node, message: problem });
  }
  return {
    ImportDeclaration: check,
    ExportNamedDeclaration: check,
    ExportAllDeclaration: check,
    ImportExpression: check,
  };
}

export default { meta: { name: 'conclave' }, rules: { 'import-direction': { create } } };
