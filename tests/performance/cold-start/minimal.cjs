// The least that a desktop app can be: one window with one text field.
const { app, BrowserWindow } = require('electron');
const { join } = require('node:path');

app.setPath('userData', join(process.env.CONCLAVE_HOME, 'window'));
app.on('ready', () => {
  const window = new BrowserWindow({ width: 1200, height: 820, show: false, webPreferences: { sandbox: true } });
  window.once('ready-to-show', () => window.show());
  window.loadFile(join(__dirname, 'minimal.html'));
});
