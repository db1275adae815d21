import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { Engine } from '../../core/engine/engine.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';

export interface Sizes {
  labels: number;
  features: number;
  /** Of each of the ten wide views. */
  wide: number;
  big: number;
  /** Of the view of 300 features; a tenth as many labels go with it. */
  many: number;
  keys: number;
}

export const sizes: Sizes = {
  labels: 1_000_000,
  features: 5_000_000,
  wide: 1_000_000,
  big: 20_000_000,
  many: 1_000_000,
  keys: 100_000,
};
export const wideViews = Array.from({ length: 10 }, (_, i) => `wide_${i}`);
export const wideFeatures = Array.from({ length: 10 }, (_, i) => `f${i}`);
export const manyFeatures = Array.from({ length: 300 }, (_, i) => `f${i}`);
export const narrowFeatures = ['f0', 'f1', 'f2'];

/**
 * A workspace of Parquet files, the same for the same sizes, whatever the threads: every value is a
 * hash of its row's number.
 *
 * - labels: `customer_id`, `event_timestamp` at any millisecond of 2024, `churned`
 * - plain, big: three features at any millisecond, no two rows of a key at the same time
 * - tied: days only, two weeks apart, so that nearly every row has a twin; `created` tells them apart
 * - late: like plain, and known up to three days later
 * - wide_0 .. wide_9: ten features each
 * - many: 300 features, with `few_labels`
 */
export async function makeData(engine: Engine, folder: string, size: Sizes): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const write = async (name: string, rows: number, columns: Sql[]) => {
    const path = joinPath(folder, `${name}.parquet`);
    await engine.exec(
      sql`COPY (SELECT ${join([sql`hash(i, ${`${name} key`}) % ${size.keys} AS customer_id`, ...columns])} FROM range(${rows}) r(i)) TO ${path} (FORMAT parquet)`,
    );
    return path;
  };
  const three = narrowFeatures.map(feature);
  const labelled = [anyTime('label'), sql`(hash(i, 'churned') % 5 = 0)::INTEGER AS churned`];
  await write('labels', size.labels, labelled);
  await write('few_labels', Math.ceil(size.many / 10), labelled);
  await write('many', size.many, [anyTime('many'), ...manyFeatures.map(feature)]);
  await write('plain', size.features, [anyTime('plain'), ...three]);
  await write('big', size.big, [anyTime('big'), ...three]);
  await write('tied', size.features, [
    sql`'2024-01-01'::TIMESTAMP + to_days((14 * (hash(i, 'day') % 26))::INTEGER) AS event_timestamp`,
    sql`'2024-01-01'::TIMESTAMP + to_milliseconds(${milliseconds('written', year)}) AS created`,
    ...three,
  ]);
  await write('late', size.features, [
    anyTime('late'),
    sql`event_timestamp + to_milliseconds(${milliseconds('lag', 3 * day)}) AS available`,
    ...three,
  ]);
  const [first, ...others] = wideViews;
  const wide = await write(first!, size.wide, [anyTime('wide'), ...wideFeatures.map(feature)]);
  for (const other of others) copyFileSync(wide, joinPath(folder, `${other}.parquet`));
  writeFileSync(joinPath(folder, 'asof.yaml'), definitions());
}

const day = 24 * 3600 * 1000;
const year = 366 * day;

function milliseconds(purpose: string, below: number): Sql {
  return sql`(hash(i, ${purpose}) % ${below})::BIGINT`;
}

function anyTime(purpose: string): Sql {
  return sql`'2024-01-01'::TIMESTAMP + to_milliseconds(${milliseconds(purpose, year)}) AS event_timestamp`;
}

function feature(name: string): Sql {
  return sql`(hash(i, ${name}) % 100000)::DOUBLE / 100 AS ${ident(name)}`;
}

function definitions(): string {
  const views = [
    { name: 'plain', more: '' },
    { name: 'big', more: '' },
    { name: 'tied', more: '\n    created_timestamp_field: created' },
    { name: 'late', more: '\n    available_at: available' },
    { name: 'many', more: '' },
    ...wideViews.map((name) => ({ name, more: '' })),
  ];
  return `project: bench
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
${views.map(({ name, more }) => `  - name: ${name}\n    path: ${name}.parquet\n    timestamp_field: event_timestamp${more}`).join('\n')}
feature_views:
${views.map(({ name }) => `  - {name: ${name}, entities: [customer], source: ${name}}`).join('\n')}
labels:
${['labels', 'few_labels'].map((name) => `  - {name: ${name}, path: ${name}.parquet, entities: [customer], timestamp_field: event_timestamp, target: churned}`).join('\n')}
`;
}
