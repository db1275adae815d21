import { AsofError, fromWire, type WireError } from '../../core/errors/asof-error.ts';
import { lastingHost } from '../../core/rpc/lasting-host.ts';
import { socketProtocol, socketTransport, type Transport } from '../../core/rpc/transport.ts';
import { pause } from './pause.ts';
import { bare, type Surroundings } from './shell.ts';

/** The host behind `asof serve`, over a WebSocket of the address that the page came from. */
export async function tab(token: string): Promise<Surroundings> {
  const host = await lastingHost({ open: () => openSocket(token), pause });
  return { host, shell: { ...bare, kind: 'tab', adopt: (file, options) => upload(token, file, options?.signal) } };
}

const tokenKey = 'asof-token';

/** The token from the address, which then leaves it, or from an earlier load of this tab. */
export function takeToken(): string | null {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token === null) return sessionStorage.getItem(tokenKey);
  sessionStorage.setItem(tokenKey, token);
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
  return token;
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

async function upload(token: string, file: File, signal?: AbortSignal): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const address = `upload?${new URLSearchParams({ name: file.name })}`;
  const response = await fetch(address, { method: 'POST', headers, body: file, signal: signal ?? null });
  const answer = (await response.json()) as { path: string } | { error: WireError };
  if ('error' in answer) throw fromWire(answer.error);
  return answer.path;
}
