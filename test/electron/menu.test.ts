import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import type { ShellCommand } from '../../core/rpc/desktop-bridge.ts';
import { menuTemplate } from '../../electron/menu.ts';

const ref = { kind: 'folder', path: '/work/churn' } as const;

function setup(platform = 'linux', recent = [{ name: 'churn', ref }]) {
  const sent: ShellCommand[] = [];
  const did: string[] = [];
  const template = menuTemplate({
    platform,
    recent,
    theme: 'dark',
    send: (command) => sent.push(command),
    chooseTheme: (theme) => did.push(theme),
    clearRecent: () => did.push('clear'),
  });
  const items = template.flatMap(flatten);
  const press = (label: string): void => {
    const { click } = items.find((item) => item.label === label)!;
    (click as unknown as () => void)();
  };
  return { template, items, sent, did, press };
}

describe('the native menus', () => {
  it('are made of the roles that every program of the platform has', () => {
    const roles = (platform: string) => setup(platform).template.map((menu) => menu.role ?? menu.label);
    expect(roles('linux')).toEqual(['&File', 'editMenu', '&View', 'windowMenu', 'help']);
    expect(roles('darwin')).toEqual(['appMenu', '&File', 'editMenu', '&View', 'windowMenu', 'help']);
    expect(setup('linux').items.some(({ role }) => role === 'quit')).toBe(true);
    expect(setup('darwin').items.some(({ role }) => role === 'close')).toBe(true);
  });

  it.each([
    ['Open Workspace…', 'CmdOrCtrl+O', { name: 'open-workspace' }],
    ['Open Files…', 'CmdOrCtrl+Shift+O', { name: 'open-files' }],
    ['Command Palette…', 'CmdOrCtrl+K', { name: 'palette' }],
    ['Cancel What Runs', 'CmdOrCtrl+.', { name: 'cancel' }],
    ['Keyboard Shortcuts', undefined, { name: 'keys' }],
    ['churn', undefined, { name: 'open', ref }],
  ])('%s has its key and asks the page for it', (label, accelerator, command) => {
    const { items, sent, press } = setup();
    expect(items.find((item) => item.label === label)!.accelerator).toBe(accelerator);
    press(label);
    expect(sent).toEqual([command]);
  });

  it('have no key twice', () => {
    const keys = setup().items.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('clear the recent workspaces, and have none to open where there are none', () => {
    const { did, press } = setup();
    press('Clear Recent');
    expect(did).toEqual(['clear']);
    expect(setup('linux', []).items.find(({ label }) => label === 'Open Recent')!.enabled).toBe(false);
  });

  it('show the theme that is chosen and choose another', () => {
    const { items, did, press } = setup();
    expect(items.filter(({ checked }) => checked).map(({ label }) => label)).toEqual(['Dark']);
    press('Light');
    expect(did).toEqual(['light']);
  });
});

function flatten(item: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  const inside = Array.isArray(item.submenu) ? item.submenu : [];
  return [item, ...inside.flatMap(flatten)];
}
