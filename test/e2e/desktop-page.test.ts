import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { openHost, type EngineHost } from '../../core/node/host/host.ts';
import { lessonCopies } from '../../core/node/host/lesson-copies.ts';
import { startServer, type RunningServer } from '../../core/node/serve/server.ts';
import type { DesktopBridge, ShellCommand } from '../../core/rpc/desktop-bridge.ts';
import { sharedChromium } from '../support/chromium.ts';

/** What the test reaches on the page's window. */
interface Desk {
  asofDesktop: DesktopBridge;
  told: unknown[];
  command: (command: ShellCommand) => void;
  killHost: () => void;
}

/**
 * Puts the desktop's bridge on the window, as the preload does; its ports end at a real host, to
 * which they are relayed frame by frame.
 */
function installBridge({ address, token }: { address: string; token: string }): void {
  const desk = globalThis as unknown as Desk;
  let listener: ((command: ShellCommand) => void) | null = null;
  let lost: (() => void) | null = null;
  let socket: WebSocket | null = null;
  const tell = (...said: unknown[]): void => void desk.told.push(said);
  desk.told = [];
  desk.command = (command) => listener?.(command);
  desk.killHost = () => {
    socket?.close();
    lost?.();
  };
  desk.asofDesktop = {
    platform: 'linux',
    connectHost: () =>
      new Promise((resolve, reject) => {
        const { port1, port2 } = new MessageChannel();
        const relay = new WebSocket(address, ['asof', token]);
        relay.binaryType = 'arraybuffer';
        socket = relay;
        relay.onerror = () => reject(new Error('no host'));
        relay.onopen = () => {
          port1.onmessage = ({ data }) => relay.send(data as Uint8Array<ArrayBuffer>);
          relay.onmessage = ({ data }) => port1.postMessage(new Uint8Array(data as ArrayBuffer));
          window.postMessage('asof:host-port', '*', [port2]);
          resolve();
        };
      }),
    onHostLost: (heard) => void (lost = heard),
    pathForFile: () => '',
    openFolder: () => Promise.resolve(null),
    openFiles: () => Promise.resolve([]),
    saveFile: () => Promise.resolve(null),
    pdf: () => {
      const panes = document.querySelectorAll('nav, aside').length;
      return Promise.resolve(new TextEncoder().encode(`${document.documentElement.dataset['theme']}, ${panes} panes`));
    },
    onCommand: (heard) => void (listener = heard),
    recent: () => Promise.resolve([]),
    gone: () => {},
    opened: (workspace) => tell('opened', workspace),
    progress: (fraction) => tell('progress', fraction),
    theme: (choice) => tell('theme', choice),
  };
}

describe('the page in the desktop', () => {
  let folder: string;
  let host: EngineHost;
  let server: RunningServer;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-test-'));
    host = await openHost({ lessons: lessonCopies(folder) });
    const pageFolder = join(import.meta.dirname, '..', '..', 'dist', 'renderer');
    server = await startServer({ pageFolder, connect: (transport) => host.connect(transport) });
    page = await (await sharedChromium()).newPage();
    const address = new URL(server.address);
    await page.addInitScript(installBridge, {
      address: `ws://${address.host}/rpc`,
      token: address.searchParams.get('token')!,
    });
    await page.goto(address.origin);
  });
  afterAll(async () => {
    await page.close();
    await server.close();
    await host.close();
    await rm(folder, { recursive: true });
  });

  /** What a cell of the open lesson says. */
  async function show(name: string, said: RegExp): Promise<void> {
    await page.getByRole('button', { name: 'Show everything' }).click();
    const cell = await seen(page.getByRole('listitem', { name }));
    await cell.getByText(said).waitFor();
  }
  const told = () => page.evaluate(() => (globalThis as unknown as Desk).told);

  it('works over the port that it is handed, and tells the desktop what is open', async () => {
    await show('latest, leakage', /saw the future/);
    expect(await told()).toContainEqual(['opened', { name: 'Three rows', ref: { kind: 'lesson', id: 'three-rows' } }]);
  });

  it('saves what the desktop makes of it on paper as a PDF, and is a window again', async () => {
    const download = page.waitForEvent('download');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Save as PDF');
    await page.keyboard.press('Enter');
    const file = await download;
    expect(file.suggestedFilename()).toBe('lesson.pdf');
    expect(await readFile(await file.path(), 'utf8')).toBe('light, 0 panes');
    await page.locator('nav').first().waitFor();
  });

  it('does what the native menus ask', async () => {
    const ref = { kind: 'lesson', id: 'churn' } as const;
    await page.evaluate((asked) => (globalThis as unknown as Desk).command({ name: 'open', ref: asked }), ref);
    await page.getByRole('main').getByRole('heading', { name: 'Churn', exact: true }).waitFor();
    await show('by_chance, leakage', /526 of 1,000 rows/);
  });

  it('when the host is killed says so, gets another, and the notebook is still there', async () => {
    const sentence = 'The host process stopped; it is being started again';
    await page.evaluate(() => {
      const seen: string[] = [];
      const look = (): void => void seen.push(document.querySelector('footer')!.innerText);
      const everything = { subtree: true, childList: true, characterData: true };
      new MutationObserver(look).observe(document.querySelector('footer')!, everything);
      Object.assign(globalThis, { seen });
      (globalThis as unknown as Desk).killHost();
    });
    const seen = () => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen.join('\n'));
    await expect.poll(seen).toContain(sentence);
    await page.getByText(sentence).waitFor({ state: 'detached' });
    await page.getByText(/526 of 1,000 rows/).waitFor();
    await page.getByText(/fresh/).first().waitFor();
    await page.getByRole('button', { name: 'Flights' }).first().click();
    await page.getByRole('main').getByRole('heading', { name: 'Flights', exact: true }).waitFor();
    await show('by_event_time, leakage', /4,970 of 5,000 rows/);
  });
});
