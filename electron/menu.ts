import type { MenuItemConstructorOptions } from 'electron';
import type { ShellCommand, ThemeChoice } from '../core/rpc/desktop-bridge.ts';
import type { OpenedWorkspace } from '../core/rpc/host-api.ts';

export interface MenuContext {
  platform: string;
  recent: readonly OpenedWorkspace[];
  theme: ThemeChoice;
  send: (command: ShellCommand) => void;
  chooseTheme: (theme: ThemeChoice) => void;
  clearRecent: () => void;
}

/** The native menus. Everything here can be done from the page's palette too. */
export function menuTemplate(context: MenuContext): MenuItemConstructorOptions[] {
  const mac = context.platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    fileMenu(context, mac),
    { role: 'editMenu' },
    viewMenu(context),
    { role: 'windowMenu' },
    helpMenu(context, mac),
  ];
}

function fileMenu({ send, recent, clearRecent }: MenuContext, mac: boolean): MenuItemConstructorOptions {
  const entries = recent.map(({ name, ref }) => ({ label: name, click: () => send({ name: 'open', ref }) }));
  return {
    label: '&File',
    submenu: [
      { label: 'Open Workspace…', accelerator: 'CmdOrCtrl+O', click: () => send({ name: 'open-workspace' }) },
      { label: 'Open Files…', accelerator: 'CmdOrCtrl+Shift+O', click: () => send({ name: 'open-files' }) },
      {
        label: 'Open Recent',
        enabled: entries.length > 0,
        submenu: [...entries, { type: 'separator' }, { label: 'Clear Recent', click: clearRecent }],
      },
      { type: 'separator' },
      { role: mac ? 'close' : 'quit' },
    ],
  };
}

const themes: { theme: ThemeChoice; label: string }[] = [
  { theme: 'system', label: 'As the System' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
];

function viewMenu({ send, theme: chosen, chooseTheme }: MenuContext): MenuItemConstructorOptions {
  return {
    label: '&View',
    submenu: [
      { label: 'Command Palette…', accelerator: 'CmdOrCtrl+K', click: () => send({ name: 'palette' }) },
      { label: 'Cancel What Runs', accelerator: 'CmdOrCtrl+.', click: () => send({ name: 'cancel' }) },
      {
        label: 'Theme',
        submenu: themes.map(({ theme, label }) => ({
          label,
          type: 'radio',
          checked: theme === chosen,
          click: () => chooseTheme(theme),
        })),
      },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      { role: 'reload' },
      { role: 'toggleDevTools' },
    ],
  };
}

function helpMenu({ send }: MenuContext, mac: boolean): MenuItemConstructorOptions {
  return {
    role: 'help',
    submenu: [
      { label: 'Keyboard Shortcuts', click: () => send({ name: 'keys' }) },
      ...(mac ? [] : [{ role: 'about' } as const]),
    ],
  };
}
