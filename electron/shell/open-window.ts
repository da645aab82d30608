import { BrowserWindow, nativeTheme } from 'electron';
import { pageUrl } from './app-scheme.ts';

/** Opens the chat window, without a flash of the wrong colour. */
export function openWindow(preloadPath: string, theme: 'system' | 'light' | 'dark'): BrowserWindow {
  nativeTheme.themeSource = theme;
  const window = new BrowserWindow({
    width: 1200,
    height: 820,
    minWidth: 480,
    minHeight: 400,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15161a' : '#fbfaf8',
    webPreferences: { preload: preloadPath, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(pageUrl);
  return window;
}
