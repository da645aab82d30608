import { BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron';
import type { Desktop } from '../host/desktop.ts';

/** The system's dialogs and its file manager. */
export const desktop: Desktop = {
  pickModelFiles: () =>
    showDialog({
      title: 'Add models',
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: 'GGUF models', extensions: ['gguf'] },
        { name: 'All files', extensions: ['*'] },
      ],
    }),
  pickFolder: async () => {
    const [folder] = await showDialog({ title: 'Watch a folder', properties: ['openDirectory'] });
    return folder ?? null;
  },
  revealFile: (path) => shell.showItemInFolder(path),
};

async function showDialog(options: OpenDialogOptions): Promise<string[]> {
  const window = BrowserWindow.getFocusedWindow();
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths;
}
