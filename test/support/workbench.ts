import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { sharedChromium } from './chromium.ts';

/** The built workbench as `asof serve` gives it to a browser tab, with a home of its own. */
export interface ServedWorkbench {
  page: Page;
  address: string;
  /** The user's own files, copies of lessons among them. */
  home: string;
  /** Every address that the page asked for. */
  requests: string[];
  /** What the page's console complained of, and what it threw. */
  complaints: string[];
  host: ChildProcess;
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  /** A workspace folder, in place of the first lesson. */
  directory?: string;
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce' | 'no-preference';
}

export async function openWorkbench(options: WorkbenchOptions = {}): Promise<ServedWorkbench> {
  const home = await mkdtemp(join(tmpdir(), 'asof-home-'));
  const { host, address } = await serve(home, options.directory);
  const page = await newPage(await sharedChromium(), options);
  const { requests, complaints } = listen(page);
  await page.goto(address);
  return {
    page,
    address,
    home,
    requests,
    complaints,
    host,
    async close() {
      await page.context().close();
      host.kill('SIGKILL');
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What a page asks for and complains of, from now on. */
export function listen(page: Page): { requests: string[]; complaints: string[] } {
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return { requests, complaints };
}

async function newPage(browser: Browser, options: WorkbenchOptions): Promise<Page> {
  const { width = 1280, height = 900, colorScheme = 'light', reducedMotion = 'no-preference' } = options;
  // A context that can have a second tab.
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion });
  await context.addInitScript(() => localStorage.setItem('asof.fast', '1e9'));
  const page = await context.newPage();
  page.setDefaultTimeout(200_000);
  return page;
}

/** `asof serve` in a home; the address that it prints. */
export async function serve(home: string, directory?: string): Promise<{ host: ChildProcess; address: string }> {
  const args = ['dist/asof.js', 'serve', ...(directory === undefined ? [] : ['-C', directory])];
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data') };
  const host = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    host.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    host.stdout.on('data', (chunk: Buffer) => {
      const found = /http:\S+/.exec(chunk.toString());
      if (found) resolve(found[0]);
    });
    host.on('exit', () => reject(new Error(`asof serve ended: ${said}`)));
  });
  return { host, address };
}
