import { tableFromIPC } from 'apache-arrow';
import { whileItRuns } from '../while-it-runs.ts';
import { openPageEngine } from '../../../core/browser/page/engine.ts';
import { PageFiles } from '../../../core/browser/page/files.ts';
import { sql } from '../../../core/sql/sql.ts';

/** What a test asks of the page: plain values in and out. */
const files = new PageFiles();
const opening = openPageEngine(files);

async function rows(path: string): Promise<unknown> {
  const { engine, tables } = await opening;
  const table = await tables.open(path, { root: '' });
  const found = await engine.rows(sql`SELECT * FROM ${table.from}`);
  return {
    columns: table.columns,
    rows: JSON.parse(JSON.stringify(found, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v))) as unknown,
  };
}

async function exportAndRead(): Promise<unknown> {
  const { tables } = await opening;
  const query = sql`SELECT range AS id, TIMESTAMP '2024-03-01' + to_seconds(range) AS t FROM range(3)`;
  const receipt = await tables.writeParquet(query, 'out.parquet', { 'asof.version': 'test' });
  files.add('out.parquet', new File([tables.written('out.parquet') as BlobPart], 'out.parquet'));
  return { receipt, read: await rows('out.parquet') };
}

async function cancel(): Promise<string> {
  const { engine } = await opening;
  const endless = sql`SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range * b.range % 7 = 8`;
  return whileItRuns((run) => engine.rows(endless, run)).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
}

async function arrowTypes(): Promise<string> {
  const { engine } = await opening;
  const stream = await engine.arrow(sql`SELECT 1::BIGINT AS a, TIMESTAMP '2024-03-01' AS t, 1.50::DECIMAL(4, 2) AS d`);
  return tableFromIPC(stream)
    .schema.fields.map((field) => String(field.type))
    .join();
}

const page = {
  info: async () => (await opening).engine.info,
  add: (path: string, content: number[]) => files.add(path, new File([Uint8Array.from(content)], path)),
  hash: async (path: string) => (await opening).tables.hash(await (await opening).tables.open(path, { root: '' })),
  failure: (path: string) =>
    rows(path).then(
      () => 'opened',
      (error: Error) => error.message,
    ),
  rows,
  exportAndRead,
  cancel,
  arrowTypes,
};
export type Page = typeof page;
Object.assign(globalThis, { page });
