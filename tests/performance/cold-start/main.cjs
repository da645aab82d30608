// Starts the app to be measured (COLD_START_MAIN), and prints when its text field takes what is typed.
const { app } = require('electron');

/** Runs in the page: resolves once the focused text field is in view with nothing above it. */
async function waitForTextField() {
  for (;;) {
    const field = document.activeElement;
    if (field instanceof HTMLTextAreaElement) {
      const { left, top, width, height } = field.getBoundingClientRect();
      if (width > 0 && document.elementFromPoint(left + width / 2, top + height / 2) === field) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

app.on('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', async () => {
    await contents.executeJavaScript(`(${waitForTextField})()`);
    await contents.insertText('typed');
    const text = await contents.executeJavaScript('document.activeElement.value');
    process.stdout.write(`\nCOLD-START ${text} ${Date.now()}\n`);
  });
});

require(process.env.COLD_START_MAIN);
