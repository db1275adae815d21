import type { WorkspaceRef } from '../../rpc/host-api.ts';
import type { SqlSandbox } from '../../notebook/sql/sandbox.ts';
import { serveHost } from '../../rpc/serve-host.ts';
import type { Transport } from '../../rpc/transport.ts';
import type { OnlineStores } from '../../ask/open-stores.ts';
import { Room } from '../../results/room.ts';
import type { Lessons } from '../../workbench/ports.ts';
import { keepsNothing, type KeptWorkspaces } from '../../workbench/kept-workspaces.ts';
import type { Trust } from '../../workbench/trust.ts';
import { createWorkbench } from '../../workbench/workbench.ts';
import { openNative, type NativeOptions } from '../duckdb-native.ts';
import { answersOnDisk } from '../notebook/kept-answers.ts';
import { localNotebooks } from '../notebook/notebook-files.ts';
import { nativeSandbox } from '../notebook/native-sandbox.ts';
import type { SqlProcesses } from '../notebook/sql/processes.ts';
import { hostStores } from '../online/host-stores.ts';
import { programVersion } from '../package-root.ts';
import { memoryLimit } from '../duckdb/memory-limit.ts';
import { nativeTables } from '../tables.ts';
import { trustedFolders } from '../trusted-folders.ts';
import { hostFiles } from './host-files.ts';
import { lessonCopies } from './lesson-copies.ts';

export interface HostOptions {
  /** What a window opens with; else the first lesson. */
  start?: WorkspaceRef;
  lessons?: Lessons;
  /** Nothing where the shell itself keeps what was open. */
  kept?: KeptWorkspaces;
  engine?: NativeOptions;
  online?: OnlineStores;
  trust?: Trust;
  /** For SQL of users. */
  processes?: SqlProcesses;
}

/** The host: one engine, and a workbench for every page that connects. */
export interface EngineHost {
  /** Answers a page until its transport ends; then what it held is let go. */
  connect(transport: Transport): void;
  close(): Promise<void>;
}

export async function openHost({
  start,
  lessons = lessonCopies(),
  kept = keepsNothing,
  engine: options,
  online = hostStores(process.env),
  trust = trustedFolders(),
  processes,
}: HostOptions = {}): Promise<EngineHost> {
  const engine = await openNative({ disk: true, ...options });
  // A process that waits for SQL is for those who write some.
  let sandbox: SqlSandbox | null = null;
  const first = { kind: 'lesson', id: lessons.all[0]!.id } as const;
  const parts = {
    engine,
    tables: nativeTables(engine, { loadText: true }),
    // The rest is for the questions themselves; what has no room is read from disk.
    room: new Room((await memoryLimit(engine)) / 4),
    plainTables: nativeTables(engine),
    files: hostFiles,
    notebooks: localNotebooks,
    kept,
    answers: answersOnDisk(),
    lessons,
    online,
    trust,
    sandbox: () => (sandbox ??= nativeSandbox(engine, processes)),
    place: 'host',
    version: programVersion,
    start: start ?? first,
  } as const;
  let closing = false;
  return {
    connect(transport) {
      const workbench = createWorkbench(parts);
      serveHost(workbench.handlers, transport, () => {
        // A table that is still being read cannot be dropped yet; the engine's end takes it along.
        if (!closing) workbench.close().catch(() => undefined);
      });
    },
    async close() {
      closing = true;
      await sandbox?.close();
      await engine.close();
    },
  };
}
