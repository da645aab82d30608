import { Menu } from 'electron';

/** The system's standard menus: editing, zoom and window commands with their usual keys. */
export function setMenu(): void {
  const template = [{ role: 'editMenu' as const }, { role: 'viewMenu' as const }, { role: 'windowMenu' as const }];
  const application = process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : [{ role: 'fileMenu' as const }];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...application, ...template]));
}
