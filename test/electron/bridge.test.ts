import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ShellCommand } from '../../core/rpc/desktop-bridge.ts';
import { createBridge } from '../../electron/bridge.ts';

function setup() {
  const main = new EventEmitter();
  const sent: unknown[][] = [];
  const posted: unknown[][] = [];
  const bridge = createBridge({
    ipc: Object.assign(main, {
      invoke: (...args: unknown[]) => Promise.resolve(sent.push(args)),
      send: (...args: unknown[]) => sent.push(args),
    }) as never,
    webUtils: { getPathForFile: (file) => `/home/me/${file.name}` },
    window: { postMessage: (...args: unknown[]) => void posted.push(args) },
    platform: 'linux',
  });
  return { main, sent, posted, bridge };
}

describe('the bridge', () => {
  it('is narrow: these functions, and no way to name a channel', () => {
    const { bridge } = setup();
    expect(Object.keys(bridge).sort()).toEqual([
      'connectHost',
      'gone',
      'onCommand',
      'onHostLost',
      'openFiles',
      'openFolder',
      'opened',
      'pathForFile',
      'pdf',
      'platform',
      'progress',
      'recent',
      'saveFile',
      'theme',
    ]);
  });

  it('asks main by the channels that main knows', async () => {
    const { bridge, sent } = setup();
    const ref = { kind: 'lesson', id: 'churn' } as const;
    await bridge.connectHost();
    await bridge.openFolder();
    await bridge.openFiles();
    await bridge.saveFile('a.parquet');
    await bridge.recent();
    await bridge.pdf();
    bridge.gone(ref);
    bridge.opened({ name: 'churn', ref });
    bridge.progress(0.5);
    bridge.theme('dark');
    expect(sent).toEqual([
      ['host:connect', null],
      ['dialog:folder', null],
      ['dialog:files', null],
      ['dialog:save', 'a.parquet'],
      ['workspace:recent', null],
      ['page:pdf', null],
      ['workspace:gone', ref],
      ['workspace:opened', { name: 'churn', ref }],
      ['progress', 0.5],
      ['theme', 'dark'],
    ]);
  });

  it('hands the port on to the window, and nothing of the event besides', () => {
    const { main, posted } = setup();
    const port = { port: true };
    main.emit('host:port', { sender: 'secret', ports: [port] });
    expect(posted).toEqual([['asof:host-port', '*', [port]]]);
  });

  it('keeps commands until there is a listener, then tells them in order', () => {
    const { main, bridge } = setup();
    const heard: ShellCommand[] = [];
    main.emit('command', { sender: 'secret' }, { name: 'palette' });
    main.emit('command', { sender: 'secret' }, { name: 'keys' });
    bridge.onCommand((command) => heard.push(command));
    main.emit('command', { sender: 'secret' }, { name: 'cancel' });
    expect(heard).toEqual([{ name: 'palette' }, { name: 'keys' }, { name: 'cancel' }]);
  });

  it('says that the host was lost, without the event', () => {
    const { main, bridge } = setup();
    const heard: unknown[][] = [];
    bridge.onHostLost((...args: unknown[]) => void heard.push(args));
    main.emit('host:lost', { sender: 'secret' });
    expect(heard).toEqual([[]]);
  });

  it('gives the path of a dropped file', () => {
    const { bridge } = setup();
    expect(bridge.pathForFile({ name: 'a.csv' })).toBe('/home/me/a.csv');
  });
});
