import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { pageOrigin } from './app-protocol.ts';
import { asks, tells, type ShellAsk, type Payload, type Tell } from './channels.ts';

export type AskHandlers = { [A in ShellAsk]: (payload: Payload<A>) => unknown };
export type TellHandlers = { [T in Tell]: (payload: Payload<T>) => void };

/** Answers the page, and only the page: a message from any other frame, or of a wrong shape, goes no further. */
export function handlePage(
  ipc: Pick<IpcMain, 'handle' | 'on'>,
  page: () => WebContents | null,
  answers: AskHandlers,
  hears: TellHandlers,
): void {
  for (const channel of Object.keys(asks) as ShellAsk[]) {
    ipc.handle(channel, (event, payload: unknown) => {
      if (!isFromPage(event, page())) throw new Error(`${channel}: refused`);
      return ask(answers, channel, payload);
    });
  }
  for (const channel of Object.keys(tells) as Tell[]) {
    ipc.on(channel, (event, payload: unknown) => {
      if (isFromPage(event, page())) tell(hears, channel, payload);
    });
  }
}

/** From the top frame of our window, while it shows our page. */
export function isFromPage(event: IpcMainInvokeEvent | IpcMainEvent, page: WebContents | null): boolean {
  const frame = event.senderFrame;
  if (!page || event.sender !== page || !frame || frame !== page.mainFrame) return false;
  return frame.url.startsWith(`${pageOrigin}/`);
}

function ask<A extends ShellAsk>(answers: AskHandlers, channel: A, payload: unknown): unknown {
  return answers[channel](asks[channel](payload, channel) as Payload<A>);
}

function tell<T extends Tell>(hears: TellHandlers, channel: T, payload: unknown): void {
  try {
    hears[channel](tells[channel](payload, channel) as Payload<T>);
  } catch {
    return;
  }
}
