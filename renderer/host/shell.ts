import type { OfflineState } from '../../core/browser/offline/keep-offline.ts';
import type { AdoptedFile } from '../../core/browser/page/host.ts';
import type { Host } from '../../core/rpc/contract.ts';
import type { ShellCommand, ThemeChoice } from '../../core/rpc/desktop-bridge.ts';
import type { OpenedWorkspace, RecentWorkspace, WorkspaceRef } from '../../core/rpc/host-api.ts';

/** Who computes for the page, and what surrounds it. */
export interface Surroundings {
  host: Host;
  shell: Shell;
}

/** What surrounds the page, besides the host: the desktop, a browser tab of `asof serve`, or nothing. */
export interface Shell {
  readonly kind: 'desktop' | 'tab' | 'page';
  /** Gives a dropped or chosen file to the host, and the path that the host knows it by. */
  adopt(file: File, options?: { signal?: AbortSignal }): Promise<AdoptedFile>;
  /** The system's own dialogs; null where there are none: then ask `listFolder`, or take files from an input. */
  readonly dialogs: Dialogs | null;
  /** The page as PDF, as it is printed; null where only the browser's own dialog makes one. */
  readonly pdf: (() => Promise<Uint8Array>) | null;
  /** What the native menus ask for. */
  oncommand(listener: (command: ShellCommand) => void): void;
  /** A workspace is open: for the window's title and the list of recent ones. */
  opened(workspace: OpenedWorkspace): void;
  /** That list, the latest first. */
  recent(): Promise<readonly RecentWorkspace[]>;
  /** Takes a workspace out of that list, and with it the copies of its files that nobody else has. */
  forget(ref: WorkspaceRef): Promise<void>;
  /** Progress for the taskbar: 0 to 1, `busy`, or null for none. */
  progress(fraction: number | 'busy' | null): void;
  /** The theme was chosen in the page: native menus and dialogs follow. */
  theme(choice: ThemeChoice): void;
  /** Has the page kept for when there is no network, where it comes from one, and tells how that goes. */
  keepOffline(tell: (state: OfflineState) => void): void;
}

/** Null, or no files, where the user cancelled. Paths are the host's. */
export interface Dialogs {
  openFolder(): Promise<string | null>;
  openFiles(): Promise<string[]>;
  saveFile(suggestedName: string): Promise<string | null>;
}

/** The parts of a shell that are the desktop's own, where there is none: the host remembers what was open. */
export function bare(host: Host): Omit<Shell, 'kind' | 'adopt'> {
  return {
    dialogs: null,
    pdf: null,
    oncommand: () => {},
    opened: ({ name }) => void (document.title = `${name} · Asof`),
    recent: () => host.call('recentWorkspaces'),
    forget: async (ref) => void (await host.call('forgetWorkspace', ref)),
    progress: () => {},
    theme: () => {},
    keepOffline: () => {},
  };
}
