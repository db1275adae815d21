import { resolve } from 'node:path';
import type { StoreContext } from '../../ask/context.ts';
import { parseDuration } from '../../time/duration.ts';
import type { KeyFile } from '../api/keys/read-keys.ts';
import { bad, type Values } from './arguments.ts';
import type { Context } from './command.ts';
import { parsePort } from './until-stopped.ts';

const usual = { port: 6566, most: 256, deadlineMs: 2000 };

/** The options of `asof api`. */
export const apiOptions = {
  port: { kind: 'value', placeholder: 'N', help: `else ${usual.port}; 0 is any free one` },
  host: { kind: 'value', placeholder: 'H', help: 'the address to listen at, else 127.0.0.1; any other needs keys' },
  keys: {
    kind: 'value',
    placeholder: 'F',
    help: 'a file of hashed keys; else the variable ASOF_API_KEYS, where it is set',
  },
  'new-key': { kind: 'value', placeholder: 'NAME', help: 'make a key, print it and its line of the file, and end' },
  most: { kind: 'value', placeholder: 'N', help: `requests that are answered at once, else ${usual.most}` },
  'feast-statuses': { kind: 'flag', help: 'on /get-online-features PRESENT of everything, as Feast says, and no TTL' },
  confirm: {
    kind: 'value',
    placeholder: 'NAME',
    help: 'the name of the environment, without which production is not written',
  },
  log: { kind: 'value', placeholder: 'F.jsonl', help: 'write what is served, as a table for asof skew --against' },
  'log-service': { kind: 'value', placeholder: 'S', help: 'whose answers are written; else those of the only one' },
  'log-rate': { kind: 'value', placeholder: '0.1', help: 'the share of requests that are written, else 1' },
  'access-log': { kind: 'flag', help: 'of each request a line of JSON on stderr' },
  drain: { kind: 'value', placeholder: '10s', help: 'how long it still answers when stopped, after /ready fails' },
} as const;
export type ApiValues = Values<typeof apiOptions>;

/** How the server is to serve. Throws `bad_option`. */
export async function readServing(values: ApiValues, cwd: string, env: NodeJS.ProcessEnv) {
  const port = parsePort(values.port, `${usual.port}`) ?? usual.port;
  const drainMs = Number(parseDuration(values.drain) ?? 0n) / 1000;
  const keys = await readKeyFile(values.keys, cwd, env.ASOF_API_KEYS);
  const { host = '127.0.0.1' } = values;
  if (!keys && !['127.0.0.1', '::1', 'localhost'].includes(host))
    throw bad(`--host ${host} lets other machines in, and there are no keys`, 'name a key file with --keys');
  const rules = { deadlineMs: usual.deadlineMs, most: parseMost(values.most) };
  return {
    ...rules,
    port,
    host,
    drainMs,
    feastStatuses: values['feast-statuses'],
    confirm: values.confirm ?? null,
    ...(keys && { keys }),
  };
}

/** Writes what is served where `--log` says; null where it is not given. */
export async function openLog(values: ApiValues, { workspace }: StoreContext, { cwd, terminal }: Context) {
  if (values.log === undefined) return null;
  if (!values.log.endsWith('.jsonl')) throw bad(`--log ${values.log} is no name of a .jsonl file`, 'write F.jsonl');
  const rate = Number(values['log-rate'] ?? 1);
  if (!(rate > 0 && rate <= 1)) throw bad(`--log-rate ${values['log-rate']} is no share`, 'write 0.1 for every tenth');
  const [only, another] = workspace.definitions.featureServices;
  const service = values['log-service'] ?? (another ? undefined : only?.name);
  if (service === undefined) throw bad('whose answers are to be written is not said', 'name it with --log-service');
  workspace.service(service);
  const { ServingLog } = await import('../api/serving-log.ts');
  const tell = (line: string) => terminal.err(`asof: ${line}`);
  return new ServingLog({ path: resolve(cwd, values.log), service, rate }, tell);
}

async function readKeyFile(path: string | undefined, cwd: string, inEnv: string | undefined): Promise<KeyFile | null> {
  if (path === undefined && !inEnv) return null;
  const [{ keysOfFile }, { readKeys }] = await Promise.all([
    import('../api/keys/keys.ts'),
    import('../api/keys/read-keys.ts'),
  ]);
  return path === undefined ? readKeys(inEnv!, 'ASOF_API_KEYS') : keysOfFile(resolve(cwd, path));
}

function parseMost(text = `${usual.most}`): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw bad(`--most ${text} is no number of requests`, 'write a whole number, at least 1');
}
