import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../core/engine/engine.ts';
import { toLine, type AsofError } from '../../core/errors/asof-error.ts';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { join, sql } from '../../core/sql/sql.ts';
import type { TrainingSetQuestion } from '../../core/question/training-set.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { enginesAndInPlace, type Opened } from '../support/engines.ts';

const field = (path: string) => readFile(new URL(`../fixtures/field/cases/${path}`, import.meta.url));

describe.each(enginesAndInPlace)('join keys as people have them: $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let folders = 0;
  /** The rows of a join, and the types of its tables' columns. */
  async function joined(
    files: Record<string, string | Uint8Array>,
    asked: TrainingSetQuestion,
    text: string | null = null,
  ) {
    const { engine, tables } = opened;
    const folder = `keys ${++folders}`;
    for (const [name, content] of Object.entries(files)) await opened.put(`${folder}/${name}`, content);
    const workspace = openWorkspace({ root: `${opened.root}/${folder}`, text }, engine, tables);
    const plan = await planJoin(workspace, asked);
    const { views, scratch } = await runJoin(engine, plan);
    const query = trainingSetSql(
      plan,
      views.map(({ picks }) => picks),
    );
    const rows = await engine.rows<Row>(query);
    await scratch.drop();
    return { rows, labels: plan.labels.relation.columns, view: plan.views[0]!.view.relation.columns };
  }
  const all = (view: string) => [{ view, feature: '*' }];

  it.each([
    ['with underscores', '7_12', '71_2'],
    ['with exponents', '1e2', '10e1'],
  ])('43g, 43h: ids %s are text in files without definitions', async (_, a, b) => {
    const table = async (name: string) =>
      String(await field(`43g-tsv-underscore/${name}`))
        .replaceAll('7_12', a)
        .replaceAll('71_2', b);
    const files = { 'labels.tsv': await table('labels.tsv'), 'stats.tsv': await table('stats.tsv') };
    const { rows } = await joined(files, { labels: 'labels.tsv', features: all('stats.tsv') });
    expect(rows.map((row) => [row.session_id, row.stats__v])).toEqual([
      [a, 10n],
      [b, 20n],
    ]);
  });

  it('25: a file in gzip joins like any other', async () => {
    const files = {
      'labels.csv': await field('25-gz-csv/labels.csv'),
      'stats.csv.gz': await field('25-gz-csv/stats.csv.gz'),
    };
    const { rows } = await joined(files, { labels: 'labels.csv', features: all('stats.csv.gz') });
    expect(rows.map((row) => Number(row.stats__v))).toEqual([10, 20]);
  });

  describe('ids of digits that are declared as text', () => {
    const labels = 'user_id,event_timestamp,y\n007,2024-03-02,1\n7,2024-03-02,0\n';
    const stats = 'user_id,event_timestamp,v\n7,2024-03-01,1\n007,2024-03-01,2\n';
    const definitions = (ofStats: string, ofLabels: string) => `
entities: [{name: user, join_keys: [user_id]}]
sources: [{name: s, path: stats.csv, timestamp_field: event_timestamp${ofStats}}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp${ofLabels}}]
`;
    const asText = ', columns: {user_id: VARCHAR}';
    const asked = { labels: 'l', features: all('stats') };

    it('are text, join as text and come out as they went in', async () => {
      const files = { 'labels.csv': labels, 'stats.csv': stats };
      const found = await joined(files, asked, definitions(asText, asText));
      expect([found.labels[0], found.view[0]]).toEqual([
        { name: 'user_id', type: 'VARCHAR' },
        { name: 'user_id', type: 'VARCHAR' },
      ]);
      expect(found.rows.map((row) => [row.user_id, row.stats__v])).toEqual([
        ['007', 2n],
        ['7', 1n],
      ]);
    });

    it('are text where all of them would be numbers', async () => {
      const files = { 'labels.csv': labels.replace('007', '8'), 'stats.csv': stats.replace('007', '8') };
      const found = await joined(files, asked, definitions(asText, asText));
      expect(found.rows.map((row) => [row.user_id, row.stats__v])).toEqual([
        ['8', 2n],
        ['7', 1n],
      ]);
    });

    it('are not joined with numbers on the other side without a word', async () => {
      const files = { 'labels.csv': labels.replace('007', '8'), 'stats.csv': stats.replace('007', '8') };
      const said = await joined(files, asked, definitions(asText, '')).then(
        () => expect.unreachable('they were joined'),
        (error: unknown) => toLine(error as AsofError),
      );
      expect(said).toMatch(/user_id is BIGINT in l and VARCHAR in s \(compare both as text with --cast-keys/);
    });
  });

  it('a key that one value makes text is refused with that value and its row', async () => {
    const files = {
      'labels.csv': 'user_id,event_timestamp,y\n7,2024-03-02,1\n8,2024-03-02,0\nn/k,2024-03-02,0\n',
      'stats.csv': 'user_id,event_timestamp,v\n7,2024-03-01,1\n8,2024-03-01,2\n',
    };
    const said = await joined(files, { labels: 'labels.csv', features: all('stats.csv') }).then(
      () => expect.unreachable('they were joined'),
      (error: unknown) => toLine(error as AsofError),
    );
    expect(said).toBe(
      'the join key user_id is VARCHAR in labels.csv and BIGINT in stats.csv (row 3 of labels.csv has "n/k", which is not read as a number; compare both as text with --cast-keys, or make the types equal in the files)',
    );
  });

  it.each([
    ['D1020', /D1020 in stats\.csv: as text they do not match/],
    ['0001020', /0001020 in stats\.csv: as text they do not match/],
  ])('text like %s on one side and numbers on the other are refused with a key of each', async (key, said) => {
    const rows = (v: string) => Array.from({ length: 30 }, (_, i) => v.replace('1020', String(1020 + i)));
    const files = {
      'labels.csv': `user_id,event_timestamp,y\n${rows('1020,2024-03-02,1\n').join('')}`,
      'stats.csv': `user_id,event_timestamp,v\n${rows(`${key},2024-03-01,5\n`).join('')}`,
    };
    const refused = await joined(files, { labels: 'labels.csv', features: all('stats.csv') }).then(
      () => expect.unreachable('they were joined'),
      (error: unknown) => toLine(error as AsofError),
    );
    expect(refused).toMatch(said);
  });

  describe('UUIDs in 16 bytes', () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    const bytesOf = (id: string) => sql`unhex(${id.replaceAll('-', '')})`;
    const stats = (bytes: typeof bytesOf) =>
      written(
        sql`SELECT * FROM (VALUES ${join(ids.map((id, i) => sql`(${bytes(id)}, TIMESTAMP '2024-03-01', ${i})`))}) t(user_id, event_timestamp, v)`,
      );
    const labelled = (spelled: (id: string) => string) =>
      `user_id,event_timestamp,y\n${ids.map((id, i) => `${spelled(id)},2024-03-02,${i % 2}\n`).join('')}`;
    const asked = { labels: 'labels.csv', features: all('stats.parquet') };

    it.each([
      ['lower case', (id: string) => id],
      ['upper case', (id: string) => id.toUpperCase()],
      ['hex digits alone', (id: string) => id.replaceAll('-', '')],
    ])('match text in %s, and the labels keep theirs', async (_, spelled) => {
      const files = { 'labels.csv': labelled(spelled), 'stats.parquet': await stats(bytesOf) };
      const { rows, view } = await joined(files, asked);
      expect(view[0]).toEqual({ name: 'user_id', type: 'BLOB' });
      expect(rows.map((row) => [row.user_id, Number(row.stats__v)])).toEqual(ids.map((id, i) => [spelled(id), i]));
    });

    it('match text where keys are compared as text too', async () => {
      const files = { 'labels.csv': labelled((id) => id.toUpperCase()), 'stats.parquet': await stats(bytesOf) };
      const { rows } = await joined(files, { ...asked, options: { castKeys: true } });
      expect(rows.map((row) => Number(row.stats__v))).toEqual([0, 1, 2]);
    });

    it('are compared as they print where some are none and keys are compared as text', async () => {
      const files = {
        'labels.csv': 'user_id,event_timestamp,y\nc-7,2024-03-02,1\n',
        'stats.parquet': await written(
          sql`SELECT encode('c-7') AS user_id, TIMESTAMP '2024-03-01' AS event_timestamp, 5 AS v`,
        ),
      };
      const { rows } = await joined(files, { ...asked, options: { castKeys: true } });
      expect(rows.map((row) => Number(row.stats__v))).toEqual([5]);
    });

    it('of another length are refused with what is no UUID', async () => {
      const short = await stats((id) => sql`unhex(${id.slice(0, 8)})`);
      const said = await joined({ 'labels.csv': labelled(String), 'stats.parquet': short }, asked).then(
        () => expect.unreachable('they were joined'),
        (error: unknown) => toLine(error as AsofError),
      );
      expect(said).toMatch(/is no UUID/);
      expect(said).not.toContain('\n');
    });
  });
});

/** As Parquet, by DuckDB. */
async function written(query: ReturnType<typeof sql>): Promise<Uint8Array> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'asof-test-'));
  const engine = await openNative();
  try {
    await engine.exec(sql`COPY (${query}) TO ${joinPath(folder, 'made.parquet')} (FORMAT parquet)`);
    return await readFile(joinPath(folder, 'made.parquet'));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true });
  }
}
