import { AsofError } from '../../../errors/asof-error.ts';
import type { ErrorCode, ErrorParams } from '../../../errors/catalogue.ts';

/** What Redis answers begins with a word for programs. */
const replies: [pattern: RegExp, code: ErrorCode, params?: ErrorParams][] = [
  [/^(NOAUTH|WRONGPASS)|invalid password|without any password configured/i, 'online_login'],
  [/^NOPERM/, 'online_forbidden'],
  // What our scripts say; older servers write before it where.
  [/ASOFGONE/, 'online_restarted'],
  [/ASOFDAMAGED/, 'online_damaged'],
  [/^OOM|^ERR.*OOM command not allowed/, 'online_full'],
  [/READONLY/, 'online_read_only'],
  [
    /DB index is out of range|SELECT is not allowed/i,
    'online_kind_differs',
    { what: 'has no database of that number', hint: 'look at the end of the address: redis://HOST:6379/0' },
  ],
  [
    /^MOVED|^CROSSSLOT/,
    'online_kind_differs',
    { what: 'is a node of a cluster', hint: 'write redis+cluster://HOST:PORT' },
  ],
  [/cluster support disabled/i, 'online_kind_differs', { what: 'is no cluster', hint: 'write redis://HOST:PORT' }],
];

const unreachable: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'there is no such host',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
};

/** Any failure of the client, in the user's words. `opened`: it had worked before. */
export function redisFailure(thrown: unknown, address: string, opened: boolean, about: ErrorParams = {}): AsofError {
  if (thrown instanceof AsofError) return thrown;
  const error = deepest(thrown);
  const { message, name, code } = error;
  const make = (what: ErrorCode, params: ErrorParams = {}) =>
    new AsofError(what, { address, store: address, ...about, ...params }, { cause: thrown });
  if (message.includes('WRONGTYPE')) return make('online_key_taken', { key: keyOf(error.command) });
  for (const [pattern, what, params] of replies) {
    if (pattern.test(message)) return make(what, { reason: message, ...params });
  }
  if (name === 'ParserError' || /Protocol error|Unknown RESP type/i.test(message)) return make('online_not_redis');
  if (/unknown command/i.test(message)) return make('online_not_redis', { hint: 'is it Redis 6 or later?' });
  if (isTls(code, message)) return make('online_tls', tlsParams(code, message));
  if (name === 'ReplyError') return make('online_failed', { reason: message });
  const reason = unreachable[code ?? ''] ?? (/timed out|ETIMEDOUT/i.test(message) ? 'no answer' : message);
  if (opened) return make('online_lost', { reason });
  const closed = /ECONNRESET|EPIPE/.test(code ?? '') || /Connection is closed/.test(message);
  if (closed)
    return make('online_unreachable', {
      reason: 'it closed the connection',
      hint: 'does it want TLS (rediss://), or another port?',
    });
  // A Redis without TLS waits for the rest of what it takes for a command.
  const deaf = address.startsWith('rediss') && reason === 'no answer';
  return make('online_unreachable', { reason, ...(deaf && { hint: 'does it speak TLS? redis:// is without' }) });
}

interface ClientError extends Error {
  code?: string;
  lastNodeError?: Error;
  /** What was answered so. */
  command?: { name: string; args: readonly unknown[] };
}

/** The key that was asked about; of a script's several the first. */
function keyOf(command: ClientError['command']): string {
  const key = command?.args[/^eval/i.test(command.name) ? 2 : 0];
  return typeof key === 'string' || key instanceof Buffer ? key.toString() : 'asof:*';
}

/** A cluster's client wraps what the node said. */
function deepest(thrown: unknown): ClientError {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as ClientError;
  return error.lastNodeError ? deepest(error.lastNodeError) : error;
}

function isTls(code: string | undefined, message: string): boolean {
  return (
    /CERT|TLS|SSL|^EPROTO|SELF_SIGNED|UNABLE_TO_/.test(code ?? '') ||
    /secure TLS connection|certificate|SSL routines/i.test(message)
  );
}

function tlsParams(code: string | undefined, message: string): ErrorParams {
  if (/wrong version number|packet length too long/i.test(message))
    return { reason: 'it does not speak TLS', hint: 'write redis:// in place of rediss://' };
  if (/ALTNAME/.test(code ?? ''))
    return { reason: 'its certificate is for another name', hint: 'use the name that it is for' };
  if (/SELF_SIGNED|UNABLE_TO|CERT/.test(code ?? ''))
    return { reason: 'its certificate is not trusted', hint: 'name who signed it: rediss://HOST:PORT?ca=FILE.pem' };
  return { reason: message, hint: 'look at rediss:// against redis://, and at ca, cert and key' };
}
