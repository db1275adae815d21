import '../../support/page-in-node.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHost } from '../../../core/node/host/host.ts';
import { lessonCopies } from '../../../core/node/host/lesson-copies.ts';
import { lastingHost } from '../../../core/rpc/lasting-host.ts';
import { bare, type Shell } from '../../../renderer/host/shell.ts';
import { cellKinds } from '../../../renderer/cells/registry.ts';
import { OpenNotebook } from '../../../renderer/state/notebook.svelte.ts';
import { Online } from '../../../renderer/state/online.svelte.ts';
import { Profiles } from '../../../renderer/state/profiles.svelte.ts';
import { Workbench } from '../../../renderer/state/workbench.svelte.ts';
import { pair } from '../../core/rpc/pair.ts';
import { sqlProcesses } from '../../support/sql-child.ts';
import { everyFolder } from '../../support/trust.ts';

/** The page's state over the real host, with no page: what a view would show can be read off it. */
export interface RealWorkbench {
  workbench: Workbench;
  online: Online;
  notebook: OpenNotebook;
  /** A folder that goes away in the end. */
  folder: string;
  /** Writes a file there and gives its path. */
  put(name: string, text: string): Promise<string>;
  /** Ends the connection as a host that dies does; the next one is made at once. */
  lose(): void;
  close(): Promise<void>;
}

export async function openRealWorkbench(passing: string | null = null): Promise<RealWorkbench> {
  const folder = await mkdtemp(join(tmpdir(), 'asof-renderer-'));
  const running = await openHost({ lessons: lessonCopies(folder), trust: everyFolder, processes: sqlProcesses() });
  let lose = (): void => {};
  const open = () => {
    const { page, host } = pair();
    running.connect(host);
    lose = () => host.close();
    return Promise.resolve(page);
  };
  const host = await lastingHost({ open, pause: () => Promise.resolve() });
  const shell: Shell = {
    ...bare(host),
    opened: () => {},
    kind: 'tab',
    adopt: (file) => Promise.resolve({ path: join(folder, file.name), passing }),
  };
  const workbench = new Workbench(host, shell);
  const online = new Online(workbench);
  return {
    workbench,
    online,
    notebook: new OpenNotebook({ workbench, online, profiles: new Profiles(workbench) }, cellKinds),
    folder,
    async put(name, text) {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    },
    lose: () => lose(),
    async close() {
      host.close();
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
