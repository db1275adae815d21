import { join } from 'node:path';
import type { WorkspaceRef } from '../../rpc/host-api.ts';
import { packageRoot } from '../package-root.ts';
import { command, type Context } from './command.ts';
import { findRoot } from './session.ts';
import { parsePort, untilStopped } from './until-stopped.ts';

export const serveCommand = command({
  name: 'serve',
  usage: '[-C DIR] [--port N]',
  summary: 'The workbench in a browser tab of this machine, until Ctrl-C',
  words: 0,
  options: {
    port: { kind: 'value', placeholder: 'N', help: 'else that of the last time, or any free one' },
  },
  async perform({ values }, context) {
    const port = parsePort(values.port, 'any free one');
    const start = await startWith(values.directory, context);
    const [{ openHost }, { keptWorkspaces }, { startServer }, { onLastPort }, { trustedFolders }] = await Promise.all([
      import('../host/host.ts'),
      import('../host/kept-workspaces.ts'),
      import('../serve/server.ts'),
      import('../serve/last-port.ts'),
      import('../trusted-folders.ts'),
    ]);
    const trust = trustedFolders();
    // Whoever serves a folder by its name trusts it.
    if (start?.kind === 'folder') await trust.trust(start.path);
    const kept = keptWorkspaces();
    const uploads = await kept.uploads();
    const host = await openHost({ start, trust, kept });
    try {
      const pageFolder = join(packageRoot, 'dist', 'renderer');
      const serve = (free: number) =>
        startServer({ port: free, pageFolder, uploads, connect: (transport) => host.connect(transport) });
      const server = await (port === null ? onLastPort(serve) : serve(port));
      const { terminal } = context;
      terminal.err('Open this address in a browser; whoever has it can read your files. Ctrl-C ends it.');
      terminal.out(values.json ? JSON.stringify({ address: server.address }) : server.address);
      await untilStopped(context.run.signal);
      await server.close();
      return 0;
    } finally {
      await host.close();
    }
  },
});

/** The workspace that is named or found; where there is none, the first lesson. */
async function startWith(directory: string | undefined, { cwd }: Context): Promise<WorkspaceRef | undefined> {
  const { root, text } = await findRoot(directory, cwd);
  return directory === undefined && text === null ? undefined : { kind: 'folder', path: root };
}
