// The native menu: what the system expects of any app. Commands of mail live in the screen's own table.
import type { MenuItemConstructorOptions } from 'electron';
import type { ShellText } from '#shared/text/shell';

export function menuTemplate(text: ShellText['menu'], platform: NodeJS.Platform, openDataFolder: () => void): MenuItemConstructorOptions[] {
  const own: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  return [
    ...own,
    { label: text.file, submenu: [{ role: platform === 'darwin' ? 'close' : 'quit' }] },
    { label: text.edit, role: 'editMenu' },
    {
      label: text.view,
      submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }],
    },
    { label: text.window, role: 'windowMenu' },
    { label: text.help, role: 'help', submenu: [{ label: text.dataFolder, click: openDataFolder }] },
  ];
}
