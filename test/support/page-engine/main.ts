import { tableFromIPC } from 'apache-arrow';
import { openPageEngine } from '../../../core/browser/page-engine.ts';
import { PageFiles } from '../../../core/browser/page-files.ts';
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

async function cancel(): Promise<{ code: string; ms: number }> {
  const { engine } = await opening;
  const controller = new AbortController();
  const slow = sql`SELECT count(*) FROM (SELECT sum(a.range * b.range) OVER (PARTITION BY a.range % 7 ORDER BY b.range) FROM range(3000) a, range(3000) b)`;
  const run = engine.rows(slow, { signal: controller.signal }).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  const since = performance.now();
  controller.abort();
  return { code: await run, ms: performance.now() - since };
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
