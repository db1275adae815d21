import { apiOptions, openLog, readServing } from './api-options.ts';
import { command, type ExitStatus } from './command.ts';
import { inSource } from './session.ts';
import { untilStopped } from './until-stopped.ts';

export const apiCommand = command({
  name: 'api',
  usage: '[-C DIR] [--port N] [--keys F [--host H]]',
  summary: 'Online values over HTTP, until Ctrl-C; on this machine, and with keys beyond it',
  words: 0,
  options: apiOptions,
  async perform({ values }, context) {
    const { terminal, cwd } = context;
    if (values['new-key'] !== undefined) {
      const { newKey } = await import('../api/keys/keys.ts');
      const { key, line } = newKey(values['new-key']);
      terminal.out(values.json ? JSON.stringify({ key, line }) : key);
      terminal.err(`asof: its line under "keys:" in the key file is ${line}`);
      return 0;
    }
    const serving = await readServing(values, cwd, process.env);
    return inSource<ExitStatus>(values.directory, context, async (source) => {
      // Loaded here, so that other commands do not wait for them.
      const { LiveDefinitions } = await import('../api/live-definitions.ts');
      const { startApi } = await import('../api/server.ts');
      const tell = (line: string) => terminal.err(`asof: ${line}`);
      const live = new LiveDefinitions(source, tell);
      const log = await openLog(values, live.context, context);
      const accessLog = values['access-log'] && ((line: string) => terminal.err(line));
      const more = { tell, ...(log && { log }), ...(accessLog && { accessLog }) };
      const api = await startApi({ current: () => live.context, files: () => live.files() }, { ...serving, ...more });
      terminal.out(values.json ? JSON.stringify({ address: api.address }) : api.address);
      await untilStopped(context.run.signal);
      live.close();
      await api.close();
      return 0;
    });
  },
});
