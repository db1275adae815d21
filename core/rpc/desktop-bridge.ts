import type { OpenedWorkspace, WorkspaceRef } from './host-api.ts';

/** What the desktop's menus ask of the page. */
export type ShellCommand =
  | { name: 'open'; ref: WorkspaceRef }
  /** These files came from outside: guess their roles. */
  | { name: 'files'; paths: string[] }
  | { name: 'open-workspace' }
  | { name: 'open-files' }
  | { name: 'palette' }
  | { name: 'cancel' }
  | { name: 'keys' }
  | { name: 'theme'; theme: ThemeChoice };

export type ThemeChoice = 'system' | 'light' | 'dark';

/**
 * What the preload script puts on the page's window as `asofDesktop`: all that a page can ask of the
 * desktop. Functions only, plain data in and out.
 */
export interface DesktopBridge {
  /** As Node names it: `darwin`, `win32`, `linux`. */
  readonly platform: string;
  /** Has a port to the host sent to this window, in a message whose data is `hostPortMessage`; starts the host where it is not running. */
  connectHost(): Promise<void>;
  onHostLost(listener: () => void): void;
  /** The path of a dropped or chosen File; empty where it has none. */
  pathForFile(file: object): string;
  /** Native dialogs; null or nothing where they were cancelled. */
  openFolder(): Promise<string | null>;
  openFiles(): Promise<string[]>;
  saveFile(suggestedName: string): Promise<string | null>;
  /** The page as PDF, as it is printed. */
  pdf(): Promise<Uint8Array>;
  /** Commands that came before there was a listener are told first. */
  onCommand(listener: (command: ShellCommand) => void): void;
  /** Puts a workspace into the list of recent ones, and its name into the window's title. */
  opened(workspace: OpenedWorkspace): void;
  /** The list of recent ones, the latest first: the same as in the menu. */
  recent(): Promise<OpenedWorkspace[]>;
  /** A workspace can no longer be opened: takes it out of that list. */
  gone(ref: WorkspaceRef): void;
  /** The taskbar's progress: 0 to 1, `busy` where it cannot be known, null where nothing runs. */
  progress(fraction: number | 'busy' | null): void;
  theme(choice: ThemeChoice): void;
}

export const bridgeName = 'asofDesktop';
export const hostPortMessage = 'asof:host-port';
