import { parseDuration } from '../../time/duration.ts';
import { bad } from './arguments.ts';
import { command, type ExitStatus } from './command.ts';
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
      const api = await startApi(() => live.context, { port, deadlineMs, most, drainMs });
      terminal.out(values.json ? JSON.stringify({ address: api.address }) : api.address);
      await untilStopped(context.run.signal);
      live.close();
      await api.close();
      return 0;
    });
  },
});

function parseMost(text = `${usualMost}`): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw bad(`--most ${text} is no number of requests`, 'write a whole number, at least 1');
}
