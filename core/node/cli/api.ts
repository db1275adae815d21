import { command, type ExitStatus } from './command.ts';
import { inDefinitions } from './session.ts';
import { parsePort, untilStopped } from './until-stopped.ts';

const usualPort = 6566;
const deadlineMs = 2000;

export const apiCommand = command({
  name: 'api',
  usage: '[-C DIR] [--port N]',
  summary: 'Online values over HTTP on this machine, until Ctrl-C',
  words: 0,
  options: {
    port: { kind: 'value', placeholder: 'N', help: `else ${usualPort}; 0 is any free one` },
  },
  async perform({ values }, context) {
    const port = parsePort(values.port, `${usualPort}`) ?? usualPort;
    return inDefinitions<ExitStatus>(values.directory, context, async (session) => {
      // Loaded here, so that other commands do not wait for it.
      const { startApi } = await import('../api/server.ts');
      const api = await startApi(session, { port, deadlineMs });
      context.terminal.out(values.json ? JSON.stringify({ address: api.address }) : api.address);
      await untilStopped(context.run.signal);
      await api.close();
      return 0;
    });
  },
});
