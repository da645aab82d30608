// Imported first by every command: ends it with one sentence where Node is too old.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 18)) {
  process.stderr.write(`Conclave needs Node 20.18 or newer, and this is Node ${process.versions.node}.\n`);
  process.exit(1);
}
