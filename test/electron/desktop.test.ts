import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDesktop } from '../../electron/desktop.ts';
import { readJson, writeJson } from '../../electron/json-file.ts';
import { webPreferences } from '../../electron/security.ts';
import { FakeContents, FakeElectron } from './fake-electron.ts';

interface Setup {
  electron?: FakeElectron;
  args?: string[];
  platform?: string;
}

async function setup({ electron = new FakeElectron(), args = [], platform = 'linux' }: Setup = {}) {
  const pageFolder = join(electron.userData, 'renderer');
  mkdirSync(pageFolder, { recursive: true });
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html>');
  const places = { pageFolder, preload: '/dist/electron/preload.cjs', host: '/dist/host.js', platform, args };
  await startDesktop(electron.parts, { ...places, cwd: electron.userData });
  return { electron, window: electron.windows[0]!, child: () => electron.children.at(-1)! };
}

const folder = { name: 'churn', ref: { kind: 'folder', path: '/work/churn' } };

describe('starting', () => {
  it('registers the scheme and the sandbox before Electron is ready, and the window after', async () => {
    const { electron } = await setup();
    expect(electron.steps).toEqual(['scheme', 'sandbox', 'ready', 'window']);
    expect(electron.schemes.map(({ scheme }) => scheme)).toEqual(['app']);
  });

  it('opens one window with the page of its own origin and the secure preferences', async () => {
    const { electron, window } = await setup();
    expect(electron.windows.length).toBe(1);
    expect(window.loaded).toEqual(['app://asof/index.html']);
    expect(window.options.webPreferences).toEqual(webPreferences('/dist/electron/preload.cjs'));
    expect(window.webContents.openHandler!()).toEqual({ action: 'deny' });
    expect(electron.session.check!(null, 'media', 'app://asof')).toBe(false);
  });

  it('serves that origin from the built page', async () => {
    const { electron } = await setup();
    const answer = electron.protocols.get('app')!;
    expect(await (await answer(new Request('app://asof/index.html'))).text()).toBe('<!doctype html>');
  });

  it('is left to the instance that runs already', async () => {
    const electron = new FakeElectron();
    electron.app.first = false;
    await setup({ electron });
    expect({ windows: electron.windows.length, quits: electron.app.quits }).toEqual({ windows: 0, quits: 1 });
  });

  it('shows the window once its page is drawn', async () => {
    const { window } = await setup();
    expect(window.options.show).toBe(false);
    window.emit('ready-to-show');
    expect(window.said.show).toEqual([true]);
  });

  it('opens what the command line names', async () => {
    const electron = new FakeElectron();
    const { window } = await setup({ electron, args: [electron.userData] });
    const ref = { kind: 'folder', path: electron.userData };
    expect(window.webContents.sent).toEqual([['command', { name: 'open', ref }]]);
  });
});

describe('the host process', () => {
  it('is forked when the page asks for it, and the two get the ends of one channel', async () => {
    const { electron, window, child } = await setup();
    expect(electron.children.length).toBe(0);
    await electron.ask('host:connect');
    expect(electron.forks).toEqual([['/dist/host.js', [], { serviceName: 'Asof host' }]]);
    expect(child().posted).toEqual([[{ kind: 'connect' }, [{ end: 'host' }]]]);
    expect(window.webContents.posted).toEqual([['host:port', null, [{ end: 'page' }]]]);
  });

  it('is one process, however often a page that is reloaded asks', async () => {
    const { electron, child } = await setup();
    await electron.ask('host:connect');
    await electron.ask('host:connect');
    expect(electron.children.length).toBe(1);
    expect(child().posted.length).toBe(2);
  });

  it('when it dies the page is told, and gets a new one when it asks', async () => {
    const { electron, window, child } = await setup();
    await electron.ask('host:connect');
    child().emit('exit', 9);
    expect(window.webContents.sent).toEqual([['host:lost', undefined]]);
    await electron.ask('host:connect');
    expect(electron.children.length).toBe(2);
    expect(child().posted.length).toBe(1);
  });

  it('ends of its own fault without the program', async () => {
    const { electron, window, child } = await setup();
    await electron.ask('host:connect');
    // As Electron tells of an engine that is out of memory.
    expect(() => child().emit('error', 'FatalError', 'v8::ToLocalChecked', '{}')).not.toThrow();
    expect(window.webContents.sent).toEqual([]);
    child().emit('exit', 5);
    expect(window.webContents.sent).toEqual([['host:lost', undefined]]);
  });

  it('is stopped with the program, and that is no loss', async () => {
    const { electron, window, child } = await setup();
    await electron.ask('host:connect');
    electron.app.emit('will-quit');
    child().emit('exit', 0);
    expect(child().killed).toBe(true);
    expect(window.webContents.sent).toEqual([]);
  });
});

describe('a message to main', () => {
  const asks = ['host:connect', 'dialog:folder', 'dialog:files', 'dialog:save', 'workspace:recent', 'page:pdf'];

  it('can come by these channels only', async () => {
    const { electron } = await setup();
    expect([...electron.handled.keys()].sort()).toEqual([...asks].sort());
    expect([...electron.heard.keys()].sort()).toEqual(['progress', 'theme', 'workspace:gone', 'workspace:opened']);
  });

  it.each(asks)('by %s is refused from anything but the top frame of our page', async (channel) => {
    const { electron, window } = await setup();
    const contents = window.webContents;
    const others = [
      { sender: new FakeContents(), senderFrame: contents.mainFrame },
      { sender: contents, senderFrame: { url: 'app://asof/index.html' } },
      { sender: contents, senderFrame: null },
    ];
    for (const from of others) await expect(electron.ask(channel, 'a.parquet', from)).rejects.toThrow('refused');
    contents.mainFrame.url = 'https://example.com/app://asof/';
    await expect(electron.ask(channel, 'a.parquet')).rejects.toThrow('refused');
    expect({ asked: electron.asked.length, children: electron.children.length }).toEqual({ asked: 0, children: 0 });
  });

  it('is not heard from elsewhere', async () => {
    const { electron, window } = await setup();
    electron.tell('workspace:opened', folder, {
      sender: new FakeContents(),
      senderFrame: window.webContents.mainFrame,
    });
    expect(window.said.title).toBeUndefined();
  });

  it.each([
    ['dialog:save', { name: 'x' }],
    ['dialog:save', 'a\0b'],
    ['host:connect', 'anything'],
    ['dialog:folder', ['/etc']],
  ])('by %s with a wrong payload %j goes no further', async (channel, payload) => {
    const { electron } = await setup();
    await expect(electron.ask(channel, payload)).rejects.toThrow('must be');
    expect({ asked: electron.asked.length, children: electron.children.length }).toEqual({ asked: 0, children: 0 });
  });

  it.each([
    ['progress', 2],
    ['progress', '50 %'],
    ['theme', 'sepia'],
    ['workspace:opened', { name: 'x', ref: { kind: 'url', path: 'https://example.com' } }],
  ])('told by %s with a wrong payload %j is dropped', async (channel, payload) => {
    const { electron, window } = await setup();
    electron.tell(channel, payload);
    expect(window.said).toEqual({});
    expect(electron.nativeTheme.themeSource).toBe('system');
  });
});

describe('dialogs', () => {
  it('begin in the documents folder, then in the workspace that was opened last', async () => {
    const { electron } = await setup();
    electron.chosen = ['/work/churn'];
    expect(await electron.ask('dialog:folder')).toBe('/work/churn');
    electron.tell('workspace:opened', folder);
    electron.chosen = ['/work/churn/a.csv', '/work/churn/b.csv'];
    expect(await electron.ask('dialog:files')).toEqual(electron.chosen);
    expect(electron.asked).toMatchObject([
      { defaultPath: '/home/me/documents', properties: ['openDirectory'] },
      { defaultPath: '/work/churn', properties: ['openFile', 'multiSelections'] },
    ]);
  });

  it('give nothing where they are cancelled', async () => {
    const { electron } = await setup();
    expect(await electron.ask('dialog:folder')).toBeNull();
    expect(await electron.ask('dialog:files')).toEqual([]);
    expect(await electron.ask('dialog:save', 'a.parquet')).toBeNull();
  });

  it('suggest a name to save under that is a name and no path', async () => {
    const { electron } = await setup();
    electron.chosen = ['/out/a.parquet'];
    expect(await electron.ask('dialog:save', '../../etc/a.parquet')).toBe('/out/a.parquet');
    expect(electron.asked).toMatchObject([{ defaultPath: '/home/me/documents/.._.._etc_a.parquet' }]);
  });
});

it('makes a PDF of the page as its print style says', async () => {
  const { electron } = await setup();
  const options = JSON.parse(String(await electron.ask('page:pdf'))) as object;
  expect(options).toMatchObject({ preferCSSPageSize: true, printBackground: true });
});

describe('the window', () => {
  it('is where it was when it was closed', async () => {
    const first = await setup();
    first.window.bounds = { x: 300, y: 200, width: 1000, height: 600 };
    first.window.emit('close');
    expect(readJson(join(first.electron.userData, 'window.json'))).toEqual({
      width: 1000,
      height: 600,
      place: { x: 300, y: 200 },
      maximized: false,
    });
    first.electron.windows.splice(0);
    const again = await setup({ electron: first.electron });
    expect(again.window.options).toMatchObject({ x: 300, y: 200, width: 1000, height: 600 });
  });

  it('shows the workspace that is open and what runs', async () => {
    const { electron, window } = await setup();
    electron.tell('workspace:opened', folder);
    for (const fraction of [0.5, 'busy', null]) electron.tell('progress', fraction);
    expect(window.said).toMatchObject({ title: ['churn · Asof'], file: ['/work/churn'], progress: [0.5, 2, -1] });
  });

  it('comes forward when the program is started again, with what was named then', async () => {
    const { electron, window } = await setup();
    writeFileSync(join(electron.userData, 'a.csv'), '');
    // As Chromium passes them on: another folder's, in another order, with its own among them.
    const argv = ['asof', '--original-process-start-time=1', 'b.csv', '--flag'];
    const line = { args: ['--flag', 'a.csv'], cwd: electron.userData };
    electron.app.emit('second-instance', {}, argv, '/elsewhere', line);
    expect(window.said.focus).toEqual([true]);
    expect(window.webContents.sent).toEqual([
      ['command', { name: 'files', paths: [join(electron.userData, 'a.csv')] }],
    ]);
  });

  it.each([undefined, null, 'x', { args: 'a.csv', cwd: '/' }, { args: [1], cwd: '/' }, { args: [] }])(
    'comes to the front and opens nothing where another program says %j',
    async (line) => {
      const { electron, window } = await setup();
      electron.app.emit('second-instance', {}, ['asof', electron.userData], electron.userData, line);
      expect([window.said.focus, window.webContents.sent]).toEqual([[true], []]);
    },
  );

  it('hands its own arguments over as they are', async () => {
    const electron = new FakeElectron();
    electron.app.first = false;
    await setup({ electron, args: ['--flag', 'a b.csv'] });
    expect(electron.app.handedOver).toEqual({ args: ['--flag', 'a b.csv'], cwd: electron.userData });
  });

  it('opens files that come before it is ready, all together', async () => {
    const electron = new FakeElectron();
    const paths = ['a.csv', 'b.csv'].map((name) => join(electron.userData, name));
    paths.forEach((path) => writeFileSync(path, ''));
    let prevented = 0;
    electron.app.starting = () => {
      for (const path of paths) electron.app.emit('open-file', { preventDefault: () => prevented++ }, path);
    };
    const { window } = await setup({ electron });
    expect(prevented).toBe(2);
    expect(window.webContents.sent).toEqual([['command', { name: 'files', paths }]]);
  });

  it('opens files that are dropped together while it runs together too', async () => {
    const { electron, window } = await setup();
    const paths = ['a.csv', 'b.csv'].map((name) => join(electron.userData, name));
    paths.forEach((path) => writeFileSync(path, ''));
    for (const path of paths) electron.app.emit('open-file', { preventDefault: () => {} }, path);
    const command = (...paths: string[]) => ['command', { name: 'files', paths }];
    await expect.poll(() => window.webContents.sent).toEqual([command(...paths)]);
    electron.app.emit('open-file', { preventDefault: () => {} }, paths[0]!);
    await expect.poll(() => window.webContents.sent).toEqual([command(...paths), command(paths[0]!)]);
  });

  it('gets a command once its page has loaded', async () => {
    const { electron, window } = await setup();
    window.webContents.loading = true;
    electron.app.emit('open-file', { preventDefault: () => {} }, electron.userData);
    await expect.poll(() => window.said.focus).toEqual([true]);
    expect(window.webContents.sent).toEqual([]);
    window.webContents.emit('did-finish-load');
    expect(window.webContents.sent.length).toBe(1);
  });

  it('offers to reload a page that died', async () => {
    const { electron, window } = await setup();
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await expect.poll(() => window.webContents.reloads).toBe(1);
    electron.button = 1;
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await expect.poll(() => window.said.close).toEqual([true]);
  });

  it('ends the program when it is closed, but not on a Mac, where it can be opened again', async () => {
    const linux = await setup();
    linux.electron.app.emit('window-all-closed');
    expect(linux.electron.app.quits).toBe(1);
    const mac = await setup({ platform: 'darwin' });
    mac.window.emit('closed');
    mac.electron.app.emit('window-all-closed');
    expect(mac.electron.app.quits).toBe(0);
    mac.electron.app.emit('activate');
    expect(mac.electron.windows.length).toBe(2);
  });
});

describe('recent workspaces', () => {
  it('are one list, for the menu and for the page, which may say that one is gone', async () => {
    const { electron } = await setup();
    electron.tell('workspace:opened', folder);
    expect(await electron.ask('workspace:recent')).toEqual([folder]);
    electron.tell('workspace:gone', folder.ref);
    expect(await electron.ask('workspace:recent')).toEqual([]);
    expect(readJson(join(electron.userData, 'recent.json'))).toEqual([]);
  });

  it('are kept, in the menu and by the system; lessons are not', async () => {
    const { electron } = await setup();
    electron.tell('workspace:opened', { name: 'Churn', ref: { kind: 'lesson', id: 'churn' } });
    electron.tell('workspace:opened', folder);
    expect(readJson(join(electron.userData, 'recent.json'))).toEqual([folder]);
    expect(electron.recentDocuments).toEqual(['/work/churn']);
    expect(JSON.stringify(electron.menu)).toContain('"label":"churn"');
  });

  it('are there after a restart, and can be cleared', async () => {
    const electron = new FakeElectron();
    writeJson(join(electron.userData, 'recent.json'), [folder]);
    await setup({ electron });
    expect(JSON.stringify(electron.menu)).toContain('"label":"churn"');
    click(electron, 'Clear Recent');
    expect(JSON.stringify(electron.menu)).not.toContain('"label":"churn"');
    expect(readJson(join(electron.userData, 'recent.json'))).toEqual([]);
  });
});

describe('the theme', () => {
  it('chosen in the menu is told to the page, chosen in the page is shown in the menu', async () => {
    const { electron, window } = await setup();
    click(electron, 'Dark');
    expect(electron.nativeTheme.themeSource).toBe('dark');
    expect(window.webContents.sent).toEqual([['command', { name: 'theme', theme: 'dark' }]]);
    electron.tell('theme', 'light');
    expect(electron.nativeTheme.themeSource).toBe('light');
    expect(window.webContents.sent.length).toBe(1);
  });
});

function click(electron: FakeElectron, label: string): void {
  const find = (items: FakeElectron['menu']): FakeElectron['menu'][number] | undefined =>
    items
      .flatMap((item) => [item, ...(Array.isArray(item.submenu) ? item.submenu : [])])
      .find((item) => item.label === label);
  const deeper = electron.menu.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []));
  const item = find(electron.menu) ?? find(deeper);
  (item!.click as unknown as () => void)();
}
