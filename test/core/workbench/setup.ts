import { tableFromIPC } from 'apache-arrow';
import { AsofError } from '../../../core/errors/asof-error.ts';
import { directHost } from '../../../core/rpc/direct-host.ts';
import type { Host } from '../../../core/rpc/contract.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import type { OnlineStores } from '../../../core/ask/open-stores.ts';
import { keepsNothing, type KeptWorkspaces } from '../../../core/workbench/kept-workspaces.ts';
import { keepsNoAnswers } from '../../../core/workbench/kept-answers.ts';
import type { WorkbenchFiles } from '../../../core/workbench/ports.ts';
import { Room } from '../../../core/results/room.ts';
import { createWorkbench } from '../../../core/workbench/workbench.ts';
import { sql } from '../../../core/sql/sql.ts';
import type { Opened } from '../../support/engines.ts';
import { localNotebooks } from '../../../core/node/notebook/notebook-files.ts';
import { everyFolder } from '../../support/trust.ts';

export interface Bench {
  host: Host;
  root: string;
  put(path: string, text: string): Promise<void>;
  /** How many tables of answers the engine holds. */
  held(): Promise<number>;
  closeWorkbench(): Promise<void>;
}

const pageStores: OnlineStores = {
  isThere: () => Promise.resolve(true),
  open: () => Promise.resolve(memoryStore()),
  shownAddress: () => 'memory',
  account: () => null,
  secrets: null,
};

/** A workbench over an engine's files; other parts of the disk are what was put. */
export function bench(
  opened: Opened,
  online: OnlineStores = pageStores,
  roomBytes = Infinity,
  kept: KeptWorkspaces = keepsNothing,
): Bench {
  const texts = new Map<string, string>();
  const { engine, tables, root } = opened;
  const workbench = createWorkbench({
    engine,
    tables,
    room: new Room(roomBytes),
    plainTables: engine.info.name === 'DuckDB native' ? tables : null,
    files: filesOf(texts),
    notebooks: localNotebooks,
    kept,
    answers: keepsNoAnswers,
    lessons: {
      all: [{ id: 'first', title: 'The first', summary: 'One.', naive: 'nearest', now: '2024-05-27T07:00:00Z' }],
      program: ['node', '/the program/asof.js'],
      open: (id) => (id === 'first' ? Promise.resolve(`${root}/first`) : Promise.reject(new AsofError('stale_result'))),
    },
    online,
    trust: everyFolder,
    sandbox: null,
    place: 'page',
    version: '9.9.9',
    start: { kind: 'lesson', id: 'first' },
  });
  return {
    host: directHost(workbench.handlers),
    root,
    async put(path, text) {
      texts.set(`${root}/${path}`, text);
      await opened.put(path, text);
    },
    async held() {
      const [found] = await engine.rows<{ n: number }>(
        sql`SELECT count(*)::DOUBLE AS n FROM duckdb_tables() WHERE table_name LIKE 'asof_%' AND table_name NOT LIKE 'asof_file%'`,
      );
      return found!.n;
    },
    closeWorkbench: () => workbench.close(),
  };
}

function filesOf(texts: Map<string, string>): WorkbenchFiles {
  return {
    readText: (path) => Promise.resolve(texts.get(path) ?? null),
    inside: (folder, name) => `${folder}/${name}`,
    parent: (folder) => folder.slice(0, folder.lastIndexOf('/')) || null,
    resolve: (folder, path) => (path.startsWith('/') ? path : `${folder}/${path}`),
    relative: (folder, path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path),
    listFolder: (path) =>
      Promise.resolve({ path: path ?? '/', parent: null, folders: [], files: [...texts.keys()], isWorkspace: false }),
    async writeNew(path, text) {
      if (texts.has(path)) throw new AsofError('output_exists', { path });
      texts.set(path, text);
      return Promise.resolve();
    },
    async replace(path, text) {
      texts.set(path, text);
      return Promise.resolve();
    },
    written: () => null,
    env: {},
  };
}

/** Four customers' labels: one row leaks by 4 days, one is expired, one leaks by 2, one has only the future, one has no key. */
export const labelsCsv = `customer_id,event_timestamp,churned
a,2024-03-03,1
b,2024-03-03,0
a,2024-03-05,0
c,2024-03-04,1
,2024-03-04,0
`;

export const statsCsv = `customer_id,event_timestamp,spend,tier
a,2024-03-01,10,basic
a,2024-03-04,20,plus
a,2024-03-07,90,pro
b,2024-02-01,5,basic
c,2024-03-05,7,basic
`;

export const definitions = `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: event_timestamp}
feature_views:
  - name: stats_v1
    entities: [customer]
    source: stats
    ttl: 10d
    features:
      - {name: spend, dtype: Float64, description: Money.}
      - {name: tier, dtype: String}
labels:
  - {name: churn, path: labels.csv, entities: [customer], timestamp_field: event_timestamp, target: churned}
`;

export async function putShop({ put }: Bench, folder = 'shop'): Promise<void> {
  await put(`${folder}/labels.csv`, labelsCsv);
  await put(`${folder}/stats.csv`, statsCsv);
  await put(`${folder}/asof.yaml`, definitions);
}

/** A page's rows as plain objects; numbers of any width are numbers. */
export function rowsOf(page: Uint8Array): Record<string, unknown>[] {
  return tableFromIPC(page)
    .toArray()
    .map((row: { toJSON(): Record<string, unknown> }) =>
      Object.fromEntries(
        Object.entries(row.toJSON()).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
      ),
    );
}
