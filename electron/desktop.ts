import { join } from 'node:path';
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import type { ShellCommand, ThemeChoice } from '../core/rpc/desktop-bridge.ts';
import type { OpenedWorkspace } from '../core/rpc/host-api.ts';
import { forgetWorkspace, parseRecent, rememberWorkspace } from '../core/rpc/recent.ts';
import { fields, listed, shortText, type Check } from '../core/types/shape.ts';
import { pageAddress, pageScheme, respond } from './app-protocol.ts';
import type { ToldPage } from './channels.ts';
import { HostProcess } from './host-process.ts';
import { readJson, writeJson } from './json-file.ts';
import { menuTemplate } from './menu.ts';
import { handlePage, type AskHandlers, type TellHandlers } from './page-ipc.ts';
import type { ElectronParts } from './parts.ts';
import { denyNavigation, lockSession } from './security.ts';
import { openingOf } from './start-with.ts';
import { createWindow } from './window.ts';

export interface DesktopPlaces {
  /** The built page's folder, and the built preload and host. */
  pageFolder: string;
  preload: string;
  host: string;
  platform: string;
  /** Without the program's own name. */
  args: readonly string[];
  cwd: string;
}

/** Starts the desktop workbench: one window, one host process, or nothing where one runs already. */
export async function startDesktop(electron: ElectronParts, places: DesktopPlaces): Promise<void> {
  const { app, protocol, session } = electron;
  protocol.registerSchemesAsPrivileged([pageScheme]);
  app.enableSandbox();
  // Its `argv` reaches the instance that runs in another order, and with Chromium's own among it.
  const line: CommandLine = { args: [...places.args], cwd: places.cwd };
  if (!app.requestSingleInstanceLock({ ...line })) return app.quit();
  denyNavigation(app);
  const files = listenForFiles(app);
  await app.whenReady();
  lockSession(session.defaultSession);
  protocol.handle(pageScheme.scheme, (request) => respond(request, places.pageFolder));
  new Desktop(electron, places).start(files);
}

/** What a program is started with: its arguments, and the folder that they are relative to. */
interface CommandLine {
  args: string[];
  cwd: string;
}

const commandLine: Check<CommandLine> = fields({ args: listed(shortText), cwd: shortText });

interface OpenFiles {
  /** Those that came and are not opened yet. */
  waiting: string[];
  /** Opens them; null before the program is ready. */
  open: (() => void) | null;
}

/**
 * On a Mac a file that the program is started with comes before it is ready, and to nobody who listens later. Several
 * that are dropped together come one by one, one behind the other.
 */
function listenForFiles(app: ElectronParts['app']): OpenFiles {
  const files: OpenFiles = { waiting: [], open: null };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    const isFirst = files.waiting.push(path) === 1;
    if (isFirst && files.open) setImmediate(files.open);
  });
  return files;
}

class Desktop {
  readonly #electron: ElectronParts;
  readonly #places: DesktopPlaces;
  readonly #host: HostProcess;
  readonly #recentFile: string;
  #recent: OpenedWorkspace[];
  #window: BrowserWindow | null = null;
  #lastFolder: string;

  constructor(electron: ElectronParts, places: DesktopPlaces) {
    this.#electron = electron;
    this.#places = places;
    this.#recentFile = join(electron.app.getPath('userData'), 'recent.json');
    this.#recent = parseRecent(readJson(this.#recentFile));
    this.#lastFolder = electron.app.getPath('documents');
    this.#host = new HostProcess(
      () => electron.utilityProcess.fork(places.host, [], { serviceName: 'Asof host' }),
      () => this.#tellPage('host:lost'),
    );
  }

  start(files: OpenFiles): void {
    const { app, ipcMain } = this.#electron;
    handlePage(ipcMain, () => this.#window?.webContents ?? null, this.#answers(), this.#hears());
    app.on('second-instance', (_event, _argv, _folder, line) => this.#openAgain(openingOfLine(line)));
    files.open = () => this.#openAgain(openingOf(files.waiting.splice(0), this.#places.cwd));
    app.on('activate', () => this.#show());
    app.on('window-all-closed', () => {
      if (this.#places.platform !== 'darwin') app.quit();
    });
    app.on('will-quit', () => this.#host.stop());
    this.#setMenu();
    this.#show();
    const opening = openingOf([...this.#places.args, ...files.waiting.splice(0)], this.#places.cwd);
    if (opening) this.#send(opening);
  }

  #show(): BrowserWindow {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return this.#window;
    }
    const window = createWindow(this.#electron, this.#places.preload);
    this.#window = window;
    window.on('closed', () => (this.#window = null));
    void window.loadURL(pageAddress);
    return window;
  }

  #openAgain(command: ShellCommand | null): void {
    this.#show();
    if (command) this.#send(command);
  }

  #send(command: ShellCommand): void {
    this.#tellPage('command', command);
  }

  /** A page that still loads gets it once its preload listens. */
  #tellPage(channel: ToldPage, payload?: ShellCommand): void {
    const contents = this.#window?.webContents;
    if (!contents) return;
    if (contents.isLoading()) contents.once('did-finish-load', () => contents.send(channel, payload));
    else contents.send(channel, payload);
  }

  #answers(): AskHandlers {
    const { MessageChannelMain, dialog } = this.#electron;
    return {
      'host:connect': () => {
        const { port1, port2 } = new MessageChannelMain();
        this.#host.connect(port1);
        this.#window!.webContents.postMessage('host:port' satisfies ToldPage, null, [port2]);
      },
      'dialog:folder': async () => {
        const [path] = await this.#choose({ properties: ['openDirectory'] });
        return path ?? null;
      },
      'dialog:files': () => this.#choose({ properties: ['openFile', 'multiSelections'], filters: dataFiles }),
      'dialog:save': async (name) => {
        const defaultPath = join(this.#lastFolder, name.replaceAll(/[/\\]/g, '_'));
        const filters = [{ name: 'Parquet', extensions: ['parquet'] }];
        const { canceled, filePath } = await dialog.showSaveDialog(this.#window!, { defaultPath, filters });
        return canceled || !filePath ? null : filePath;
      },
      'workspace:recent': () => this.#recent,
      // As the page's print style says: its paper, its backgrounds; with headings that a reader can go by.
      'page:pdf': () =>
        this.#window!.webContents.printToPDF({
          preferCSSPageSize: true,
          printBackground: true,
          generateTaggedPDF: true,
          generateDocumentOutline: true,
        }),
    };
  }

  async #choose(options: OpenDialogOptions): Promise<string[]> {
    const asked = { ...options, defaultPath: this.#lastFolder };
    const { canceled, filePaths } = await this.#electron.dialog.showOpenDialog(this.#window!, asked);
    return canceled ? [] : filePaths;
  }

  #hears(): TellHandlers {
    return {
      'workspace:opened': (opened) => {
        const { app } = this.#electron;
        this.#window!.setTitle(`${opened.name} · Asof`);
        if (opened.ref.kind === 'lesson') return;
        this.#setRecent(rememberWorkspace(this.#recent, opened));
        if (opened.ref.kind !== 'folder') return;
        this.#lastFolder = opened.ref.path;
        this.#window!.setRepresentedFilename(opened.ref.path);
        app.addRecentDocument(opened.ref.path);
      },
      'workspace:gone': (ref) => this.#setRecent(forgetWorkspace(this.#recent, ref)),
      progress: (fraction) => this.#window!.setProgressBar(fraction === null ? -1 : fraction === 'busy' ? 2 : fraction),
      theme: (choice) => this.#setTheme(choice),
    };
  }

  #setTheme(choice: ThemeChoice): void {
    this.#electron.nativeTheme.themeSource = choice;
    this.#setMenu();
  }

  #setRecent(recent: OpenedWorkspace[]): void {
    this.#recent = recent;
    writeJson(this.#recentFile, recent);
    this.#setMenu();
  }

  #setMenu(): void {
    const { app, Menu, nativeTheme } = this.#electron;
    const template = menuTemplate({
      platform: this.#places.platform,
      recent: this.#recent,
      theme: nativeTheme.themeSource,
      send: (command) => this.#openAgain(command),
      chooseTheme: (theme) => {
        this.#setTheme(theme);
        this.#send({ name: 'theme', theme });
      },
      clearRecent: () => {
        app.clearRecentDocuments();
        this.#setRecent([]);
      },
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }
}

/** Another instance of this very program says it; if it is none, the window comes to the front and that is all. */
function openingOfLine(line: unknown): ShellCommand | null {
  try {
    const { args, cwd } = commandLine(line, 'arguments');
    return openingOf(args, cwd);
  } catch {
    return null;
  }
}

const dataFiles = [
  { name: 'Tables', extensions: ['parquet', 'csv', 'tsv', 'jsonl', 'ndjson', 'arrow', 'feather'] },
  { name: 'All Files', extensions: ['*'] },
];
