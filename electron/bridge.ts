import type { IpcRenderer, IpcRendererEvent, WebUtils } from 'electron';
import { hostPortMessage, type DesktopBridge, type ShellCommand } from '../core/rpc/desktop-bridge.ts';
import type { OpenedWorkspace } from '../core/rpc/host-api.ts';
import type { ShellAsk, Payload, Tell, ToldPage } from './channels.ts';

interface Surroundings {
  ipc: Pick<IpcRenderer, 'invoke' | 'send' | 'on'>;
  webUtils: Pick<WebUtils, 'getPathForFile'>;
  window: { postMessage(message: unknown, targetOrigin: string, transfer: Transferable[]): void };
  platform: string;
}

/** What the page gets instead of ipcRenderer: one function a purpose, and no event of Electron's ever reaches it. */
export function createBridge({ ipc, webUtils, window, platform }: Surroundings): DesktopBridge {
  const commands = queue<ShellCommand>();
  const losses = queue<void>();
  on(ipc, 'command', (_event, command: ShellCommand) => commands.push(command));
  on(ipc, 'host:lost', () => losses.push());
  on(ipc, 'host:port', (event) => {
    // The bridge cannot pass a port on; a message to the window can. It is the window's own, whatever its origin.
    window.postMessage(hostPortMessage, '*', [...event.ports]);
  });
  return {
    platform,
    connectHost: () => ask(ipc, 'host:connect', null) as Promise<void>,
    onHostLost: (listener) => losses.listen(() => listener()),
    pathForFile: (file) => webUtils.getPathForFile(file as File),
    openFolder: () => ask(ipc, 'dialog:folder', null) as Promise<string | null>,
    openFiles: () => ask(ipc, 'dialog:files', null) as Promise<string[]>,
    saveFile: (suggestedName) => ask(ipc, 'dialog:save', suggestedName) as Promise<string | null>,
    pdf: () => ask(ipc, 'page:pdf', null) as Promise<Uint8Array>,
    onCommand: (listener) => commands.listen((command) => listener(command)),
    recent: () => ask(ipc, 'workspace:recent', null) as Promise<OpenedWorkspace[]>,
    gone: (ref) => tell(ipc, 'workspace:gone', ref),
    opened: (workspace) => tell(ipc, 'workspace:opened', workspace),
    progress: (fraction) => tell(ipc, 'progress', fraction),
    theme: (choice) => tell(ipc, 'theme', choice),
  };
}

function ask<A extends ShellAsk>(ipc: Surroundings['ipc'], channel: A, payload: Payload<A>): Promise<unknown> {
  return ipc.invoke(channel, payload);
}

function tell<T extends Tell>(ipc: Surroundings['ipc'], channel: T, payload: Payload<T>): void {
  ipc.send(channel, payload);
}

function on<P>(
  ipc: Surroundings['ipc'],
  channel: ToldPage,
  listener: (event: IpcRendererEvent, payload: P) => void,
): void {
  ipc.on(channel, (event, payload: P) => listener(event, payload));
}

/** Keeps what comes before there is a listener. */
function queue<T>(): { push(item: T): void; listen(listener: (item: T) => void): void } {
  const waiting: T[] = [];
  let heard: ((item: T) => void) | null = null;
  return {
    push: (item) => (heard ? heard(item) : void waiting.push(item)),
    listen(listener) {
      heard = listener;
      for (const item of waiting.splice(0)) listener(item);
    },
  };
}
