import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, CustomScheme, MenuItemConstructorOptions } from 'electron';
import { onTestFinished } from 'vitest';
import type { ElectronParts } from '../../electron/parts.ts';
import type { ScreenArea } from '../../electron/window-state.ts';

type Listener = (...args: unknown[]) => unknown;

export class FakeContents extends EventEmitter {
  readonly mainFrame = { url: 'app://asof/index.html' };
  readonly sent: unknown[][] = [];
  readonly posted: unknown[][] = [];
  loading = false;
  openHandler: (() => unknown) | null = null;
  reloads = 0;
  setWindowOpenHandler(handler: () => unknown): void {
    this.openHandler = handler;
  }
  getURL = (): string => this.mainFrame.url;
  isLoading = (): boolean => this.loading;
  send = (...args: unknown[]): unknown => this.sent.push(args);
  postMessage = (...args: unknown[]): unknown => this.posted.push(args);
  reload = (): unknown => this.reloads++;
  printToPDF = (options: object): Promise<Buffer> => Promise.resolve(Buffer.from(JSON.stringify(options)));
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  readonly said: Record<string, unknown[]> = {};
  readonly options: BrowserWindowConstructorOptions;
  bounds: ScreenArea = { x: 10, y: 20, width: 900, height: 700 };
  maximized = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }

  loadURL = (url: string): Promise<void> => Promise.resolve(void this.loaded.push(url));
  getNormalBounds = (): ScreenArea => this.bounds;
  isMaximized = (): boolean => this.maximized;
  isMinimized = (): boolean => false;
  isDestroyed = (): boolean => false;
  maximize = (): boolean => (this.maximized = true);
  show = (): void => this.#say('show', true);
  focus = (): void => this.#say('focus', true);
  close = (): void => this.#say('close', true);
  setTitle = (title: string): void => this.#say('title', title);
  setProgressBar = (fraction: number): void => this.#say('progress', fraction);
  setRepresentedFilename = (path: string): void => this.#say('file', path);

  #say(what: string, value: unknown): void {
    (this.said[what] ??= []).push(value);
  }
}

export class FakeChild extends EventEmitter {
  readonly posted: unknown[][] = [];
  killed = false;
  postMessage = (...args: unknown[]): unknown => this.posted.push(args);
  kill = (): boolean => (this.killed = true);
}

/** An `electron` that does nothing and remembers everything. `steps` has in order what order matters for. */
export class FakeElectron {
  readonly steps: string[] = [];
  readonly windows: FakeWindow[] = [];
  readonly children: FakeChild[] = [];
  readonly handled = new Map<string, Listener>();
  readonly heard = new Map<string, Listener>();
  readonly schemes: CustomScheme[] = [];
  readonly protocols = new Map<string, (request: Request) => Promise<Response>>();
  readonly recentDocuments: string[] = [];
  readonly asked: unknown[] = [];
  readonly forks: unknown[][] = [];
  readonly userData = mkdtempSync(join(tmpdir(), 'asof-user-'));
  readonly session = new FakeSession();
  readonly app = new FakeApp(this);
  readonly nativeTheme = { themeSource: 'system', shouldUseDarkColors: false };
  screens: ScreenArea[] = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  menu: MenuItemConstructorOptions[] = [];
  /** What the user answers to the next dialogs. */
  chosen: string[] | null = null;
  button = 0;

  constructor() {
    onTestFinished(() => rmSync(this.userData, { recursive: true, force: true }));
  }

  get parts(): ElectronParts {
    const { app, nativeTheme, session, windows, steps } = this;
    const parts = {
      app,
      nativeTheme,
      session: { defaultSession: session },
      screen: { getAllDisplays: () => this.screens.map((workArea) => ({ workArea })) },
      BrowserWindow: function (options: BrowserWindowConstructorOptions) {
        const window = new FakeWindow(options);
        steps.push('window');
        windows.push(window);
        app.emit('web-contents-created', {}, window.webContents);
        return window;
      },
      MessageChannelMain: function () {
        return { port1: { end: 'host' }, port2: { end: 'page' } };
      },
      Menu: {
        buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
        setApplicationMenu: (template: MenuItemConstructorOptions[]) => (this.menu = template),
      },
      ipcMain: {
        handle: (channel: string, listener: Listener) => this.handled.set(channel, listener),
        on: (channel: string, listener: Listener) => this.heard.set(channel, listener),
      },
      protocol: {
        registerSchemesAsPrivileged: (schemes: CustomScheme[]) => {
          steps.push('scheme');
          this.schemes.push(...schemes);
        },
        handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
          this.protocols.set(scheme, handler),
      },
      utilityProcess: {
        fork: (...args: unknown[]) => {
          this.forks.push(args);
          const child = new FakeChild();
          this.children.push(child);
          return child;
        },
      },
      dialog: {
        showOpenDialog: (_window: unknown, options: unknown) => {
          this.asked.push(options);
          return Promise.resolve({ canceled: !this.chosen, filePaths: this.chosen ?? [] });
        },
        showSaveDialog: (_window: unknown, options: unknown) => {
          this.asked.push(options);
          return Promise.resolve({ canceled: !this.chosen, filePath: this.chosen?.[0] ?? '' });
        },
        showMessageBox: (_window: unknown, options: unknown) => {
          this.asked.push(options);
          return Promise.resolve({ response: this.button });
        },
      },
    };
    return parts as unknown as ElectronParts;
  }

  /** Asks as the page does, or as `from` does. */
  ask(channel: string, payload?: unknown, from: object = this.fromPage()): Promise<unknown> {
    return Promise.resolve().then(() => this.handled.get(channel)!(from, payload));
  }

  tell(channel: string, payload?: unknown, from: object = this.fromPage()): void {
    this.heard.get(channel)!(from, payload);
  }

  fromPage(): object {
    const contents = this.windows.at(-1)!.webContents;
    return { sender: contents, senderFrame: contents.mainFrame };
  }
}

class FakeApp extends EventEmitter {
  readonly #electron: FakeElectron;
  first = true;
  quits = 0;
  /** What the instance that runs already is told. */
  handedOver: unknown;
  /** Before it is ready. */
  starting: (() => void) | null = null;

  constructor(electron: FakeElectron) {
    super();
    this.#electron = electron;
  }

  enableSandbox = (): void => void this.#electron.steps.push('sandbox');
  requestSingleInstanceLock = (data?: unknown): boolean => {
    this.handedOver = data;
    return this.first;
  };
  whenReady = (): Promise<void> => {
    this.starting?.();
    return Promise.resolve(void this.#electron.steps.push('ready'));
  };
  getPath = (name: string): string => (name === 'userData' ? this.#electron.userData : `/home/me/${name}`);
  addRecentDocument = (path: string): void => void this.#electron.recentDocuments.push(path);
  clearRecentDocuments = (): void => void this.#electron.recentDocuments.splice(0);
  quit = (): void => void this.quits++;
}

class FakeSession extends EventEmitter {
  request: ((contents: object, permission: string, callback: (granted: boolean) => void) => void) | null = null;
  check: ((contents: object | null, permission: string, origin: string) => boolean) | null = null;
  device: (() => boolean) | null = null;
  beforeRequest: ((details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void) | null = null;
  setPermissionRequestHandler = (handler: NonNullable<FakeSession['request']>): unknown => (this.request = handler);
  setPermissionCheckHandler = (handler: NonNullable<FakeSession['check']>): unknown => (this.check = handler);
  setDevicePermissionHandler = (handler: () => boolean): unknown => (this.device = handler);
  webRequest = {
    onBeforeRequest: (handler: NonNullable<FakeSession['beforeRequest']>): unknown => (this.beforeRequest = handler),
  };
}
