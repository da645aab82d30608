import { ipcRenderer, webUtils } from 'electron';

// Passes on the page's one MessagePort and the paths of files that a person drops on the window, and exposes nothing.
// Kept free of imports: it is a sandboxed script.
window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.origin !== location.origin || event.data?.type !== 'conclave:connect' || !port) return;
  ipcRenderer.postMessage('conclave:connect', null, [port]);
});

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

// Without this the window would not take files, or would open them in place of the page.
window.addEventListener('dragover', (event) => {
  if (holdsFiles(event)) event.preventDefault();
});
window.addEventListener('drop', (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  // A file that a script has made has no path; an event that a script has made is no person's.
  const files = event.isTrusted ? [...(event.dataTransfer?.files ?? [])] : [];
  const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
  if (paths.length > 0) ipcRenderer.send('conclave:drop', paths);
});
