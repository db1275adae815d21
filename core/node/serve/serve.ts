import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import type { WorkspaceRef } from '../../rpc/host-api.ts';
import { openHost } from '../host/host.ts';
import { packageRoot } from '../package-root.ts';
import { startServer, type RunningServer } from './server.ts';

export interface ServeOptions {
  /** Nothing: any free one. */
  port?: number;
  /** What the page opens with; else the first lesson. */
  start?: WorkspaceRef;
}

/**
 * `asof serve`: the host and its page in a browser tab. Resolves when the address can be opened;
 * `close` ends everything. Throws `bad_option` where the port is taken, `not_here` where the page is not built.
 */
export async function serve({ port, start }: ServeOptions = {}): Promise<RunningServer> {
  const pageFolder = join(packageRoot, 'dist', 'renderer');
  if (!existsSync(join(pageFolder, 'index.html'))) {
    throw new AsofError('not_here', { what: 'serving', where: 'before the page is built', hint: 'npm run build' });
  }
  const host = await openHost({ start });
  try {
    const server = await startServer({ port, pageFolder, connect: (transport) => host.connect(transport) });
    return {
      address: server.address,
      async close() {
        await server.close();
        await host.close();
      },
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}
