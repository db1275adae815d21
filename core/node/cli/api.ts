import { resolve } from 'node:path';
import type { StoreContext } from '../../ask/context.ts';
import { parseDuration } from '../../time/duration.ts';
import { bad } from './arguments.ts';
import { command, type Context, type ExitStatus } from './command.ts';
import { inSource } from './session.ts';
import { parsePort, untilStopped } from './until-stopped.ts';

const usualPort = 6566;
const usualMost = 256;
const deadlineMs = 2000;

export const apiCommand = command({
  name: 'api',
  usage: '[-C DIR] [--port N]',
  summary: 'Online values over HTTP on this machine, until Ctrl-C',
  words: 0,
  options: {
    port: { kind: 'value', placeholder: 'N', help: `else ${usualPort}; 0 is any free one` },
    most: { kind: 'value', placeholder: 'N', help: `requests that are answered at once, else ${usualMost}` },
    log: { kind: 'value', placeholder: 'F.jsonl', help: 'write what is served, as a table for asof skew --against' },
    'log-service': { kind: 'value', placeholder: 'S', help: 'whose answers are written; else those of the only one' },
    'log-rate': { kind: 'value', placeholder: '0.1', help: 'the share of requests that are written, else 1' },
    'access-log': { kind: 'flag', help: 'of each request a line of JSON on stderr' },
    drain: { kind: 'value', placeholder: '10s', help: 'how long it still answers when stopped, after /ready fails' },
  },
  async perform({ values }, context) {
    const { terminal } = context;
    const port = parsePort(values.port, `${usualPort}`) ?? usualPort;
    const most = parseMost(values.most);
    const drainMs = Number(parseDuration(values.drain) ?? 0n) / 1000;
    return inSource<ExitStatus>(values.directory, context, async (source) => {
      // Loaded here, so that other commands do not wait for them.
      const { LiveDefinitions } = await import('../api/live-definitions.ts');
      const { startApi } = await import('../api/server.ts');
      const live = new LiveDefinitions(source, (line) => terminal.err(`asof: ${line}`));
      const log = await openLog(values, live.context, context);
      const accessLog = values['access-log'] && ((line: string) => terminal.err(line));
      const serving = { port, deadlineMs, most, drainMs, ...(log && { log }), ...(accessLog && { accessLog }) };
      const api = await startApi(() => live.context, serving);
      terminal.out(values.json ? JSON.stringify({ address: api.address }) : api.address);
      await untilStopped(context.run.signal);
      live.close();
      await api.close();
      return 0;
    });
  },
});

interface LogValues {
  log: string | undefined;
  'log-service': string | undefined;
  'log-rate': string | undefined;
}

async function openLog(values: LogValues, { workspace }: StoreContext, { cwd, terminal }: Context) {
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

function parseMost(text = `${usualMost}`): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw bad(`--most ${text} is no number of requests`, 'write a whole number, at least 1');
}
