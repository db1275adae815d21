import { AsofError, fromWire, type WireError } from '../../core/errors/asof-error.ts';
import type { AdoptedFile } from '../../core/browser/page/host.ts';
import type { Host } from '../../core/rpc/contract.ts';
import { lastingHost } from '../../core/rpc/lasting-host.ts';
import { socketProtocol, socketTransport, type Transport } from '../../core/rpc/transport.ts';
import { pause } from './pause.ts';
import { bare, type Surroundings } from './shell.ts';

/** The host behind `asof serve`, over a WebSocket of the address that the page came from. */
export async function tab(token: string): Promise<Surroundings> {
  const host = await lastingHost({ open: () => openSocket(token), pause });
  answerTabs(host, token);
  return {
    host,
    shell: { ...bare(host), kind: 'tab', adopt: (file, options) => upload(token, file, options?.signal) },
  };
}

const tokenKey = 'asof-token';

/**
 * The token from the address, which then leaves it, from an earlier load of this tab, or from another tab of this
 * very address: so a link that was copied, in which it never is, opens in a new one. Null where nobody has it.
 */
export async function takeToken(): Promise<string | null> {
  const address = new URL(location.href);
  const given = address.searchParams.get('token');
  if (given !== null) {
    address.searchParams.delete('token');
    history.replaceState(null, '', address);
  }
  const token = given ?? keptToken() ?? (await askTabs());
  if (token !== null) keepToken(token);
  return token;
}

/** A browser that keeps nothing refuses even to be asked. */
function keptToken(): string | null {
  try {
    return sessionStorage.getItem(tokenKey);
  } catch {
    return null;
  }
}

/** For a reload, which needs the printed address again where the browser keeps nothing. */
function keepToken(token: string): void {
  try {
    sessionStorage.setItem(tokenKey, token);
  } catch {
    return;
  }
}

/** What a tab asks the others for a token with; only pages of this origin hear it. */
const asking = '?';
/** How long they have to answer. */
const askMs = 500;

function askTabs(): Promise<string | null> {
  const tabs = new BroadcastChannel(tokenKey);
  const answer = new Promise<string | null>((resolve) => {
    setTimeout(() => resolve(null), askMs);
    tabs.onmessage = ({ data }) => {
      if (typeof data === 'string' && data !== asking) resolve(data);
    };
  });
  tabs.postMessage(asking);
  return answer.finally(() => tabs.close());
}

/** Gives the token to tabs that ask, while it is good for something. */
function answerTabs(host: Host, token: string): void {
  const tabs = new BroadcastChannel(tokenKey);
  tabs.onmessage = ({ data }) => {
    if (data === asking && host.state === 'connected') tabs.postMessage(token);
  };
}

function openSocket(token: string): Promise<Transport> {
  const address = new URL('rpc', location.href);
  address.protocol = 'ws:';
  // A browser lets a page say nothing else along with a WebSocket; in the address it would be kept and logged.
  const socket = new WebSocket(address, [socketProtocol, token]);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socketTransport(socket)));
    socket.addEventListener('error', () => reject(new AsofError('host_lost')));
  });
}

async function upload(token: string, file: File, signal?: AbortSignal): Promise<AdoptedFile> {
  const headers = { authorization: `Bearer ${token}` };
  const address = `upload?${new URLSearchParams({ name: file.name })}`;
  const response = await fetch(address, { method: 'POST', headers, body: file, signal: signal ?? null });
  const answer = (await response.json()) as AdoptedFile | { error: WireError };
  if ('error' in answer) throw fromWire(answer.error);
  return answer;
}
