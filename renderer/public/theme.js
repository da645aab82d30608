// Runs before the first paint, so that a chosen theme never flashes in the other one. CSP forbids an inline script.
try {
  document.documentElement.dataset.theme = localStorage.getItem('conclave:theme') ?? 'system';
} catch {
  document.documentElement.dataset.theme = 'system';
}
