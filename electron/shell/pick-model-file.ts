import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';

/** Shows the system's file dialog; null when it was cancelled. */
export async function pickModelFile(): Promise<string | null> {
  const options: OpenDialogOptions = {
    title: 'Open a model',
    properties: ['openFile'],
    filters: [{ name: 'GGUF models', extensions: ['gguf'] }],
  };
  const window = BrowserWindow.getFocusedWindow();
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}
