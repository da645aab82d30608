import { ipcRenderer } from 'electron';

// Passes the page's one MessagePort to the host, and exposes nothing. Kept free of imports: it is a sandboxed script.
window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.origin !== location.origin || event.data?.type !== 'conclave:connect' || !port) return;
  ipcRenderer.postMessage('conclave:connect', null, [port]);
});
