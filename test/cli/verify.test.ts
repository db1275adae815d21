import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { Provenance } from '../../core/training-set/provenance.ts';
import type { VerifyReport } from '../../core/training-set/verify-report.ts';
import { ask, asof, folderOf, workspace } from './run-asof.ts';

/** A workspace in which a training set was made. */
async function made(...more: string[]): Promise<string> {
  const folder = folderOf(workspace);
  const { status, err } = await asof(folder, 'join', ...(more.length ? more : ask), '--out', 'set.parquet');
  expect([status, err.replaceAll(/^(?!asof:).*\n/gm, '')]).toEqual([0, '']);
  return folder;
}

async function verified(folder: string): Promise<{ status: number | null; report: VerifyReport; said: string }> {
  const { status, out } = await asof(folder, 'verify', 'set.parquet', '--json');
  const text = await asof(folder, 'verify', 'set.parquet');
  expect([text.status, text.err]).toEqual([status, '']);
  return { status, report: JSON.parse(out) as VerifyReport, said: text.out };
}

function change(folder: string, file: string, from: string, to: string): void {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

/** The set as another program writes it, with a change in it, and its metadata or without. */
async function rewrite(
  folder: string,
  select: string,
  keep: boolean | ((said: Provenance) => string) = true,
): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const path = join(folder, 'set.parquet');
  const notes = await connection.runAndReadAll(
    `SELECT decode(value) AS value FROM parquet_kv_metadata('${path}') WHERE decode(key) = 'asof'`,
  );
  const said = notes.getRowObjectsJson()[0]!.value as string;
  const provenance = typeof keep === 'function' ? keep(JSON.parse(said) as Provenance) : said;
  await connection.run(`CREATE TABLE t AS FROM '${path}'`);
  const metadata = keep ? `, KV_METADATA {'asof': '${provenance.replaceAll("'", "''")}'}` : '';
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet${metadata})`);
  connection.closeSync();
}

const same = { same: true, definitions: [], why: null, values: { rows: { set: 4, again: 4 }, differing: [] } };

describe('asof verify', () => {
  it('makes a set again and says that all is the same, whatever it was asked with', async () => {
    const yaml = 'data/orders.csv';
    for (const asked of [
      [],
      [...ask, '--short-names', '--with-timestamps', '--no-ttl', '--boundary', 'strict', '--embargo', '36h'],
      ['--labels', yaml, '--features', 'data/spend.csv:spend,data/spend.csv:tier'],
    ]) {
      const folder = await made(...asked);
      const { status, report, said } = await verified(folder);
      expect([status, report]).toEqual([
        0,
        expect.objectContaining({ ...same, values: expect.objectContaining(same.values) as unknown }),
      ]);
      expect(report.inputs.map(({ state }) => state)).toEqual(['same', 'same']);
      expect(said).toMatch(
        /^set\.parquet \(made by asof .*\) is what the same inputs and definitions make: all 4 rows are the same\.$/m,
      );
    }
  });

  it('finds the one value that somebody touched, which no hash of an input shows', async () => {
    const folder = await made();
    await rewrite(folder, 'FROM t');
    expect((await verified(folder)).status).toBe(0);
    await rewrite(
      folder,
      'SELECT * REPLACE (CASE WHEN customer_id = 2 THEN 21 ELSE spend_v1__spend END AS spend_v1__spend) FROM t',
    );
    const { status, report, said } = await verified(folder);
    expect([status, report.same, report.inputs.every(({ state }) => state === 'same')]).toEqual([1, false, true]);
    expect(report.values!.differing).toEqual([
      { column: 'spend_v1__spend', rows: 1, examples: [{ row: 1, set: '21', again: '20' }] },
    ]);
    expect(said).toContain('is not what its definitions make of the files that there are');
    expect(said).toContain('  spend_v1__spend differs in 1 row: in row 1 it is "21", made again "20"');
  });

  it('says which rows and columns are more or fewer', async () => {
    const folder = await made();
    await rewrite(folder, 'SELECT * EXCLUDE (spend_v1__tier), 1 AS n FROM t LIMIT 3');
    const { status, report, said } = await verified(folder);
    expect([status, report.values]).toEqual([
      1,
      {
        rows: { set: 3, again: 4 },
        columns: { only_set: ['n'], only_again: ['spend_v1__tier'], retyped: [] },
        differing: [],
      },
    ]);
    expect(said).toContain('it has 3 rows, made again 4\n  n is in the set alone\n  spend_v1__tier is not in the set');
  });

  it('takes no number for the text that it is written as, nor for one that is rounded', async () => {
    const folder = await made();
    await rewrite(folder, 'SELECT * REPLACE (bought::VARCHAR AS bought) FROM t');
    const text = await verified(folder);
    expect([text.status, text.report.values]).toMatchObject([
      1,
      { columns: { retyped: [{ column: 'bought', set: 'VARCHAR', again: 'BIGINT' }] }, differing: [] },
    ]);
    expect(text.said).toContain('\n  bought is VARCHAR, made again BIGINT');
    const rounded = folderOf({ ...workspace, 'data/spend.csv': workspace['data/spend.csv'].replace(',10,', ',0.1,') });
    await asof(rounded, 'join', ...ask, '--out', 'set.parquet');
    await rewrite(rounded, 'SELECT * REPLACE (spend_v1__spend::FLOAT AS spend_v1__spend) FROM t');
    const { status, report } = await verified(rounded);
    expect([status, report.values!.differing]).toMatchObject([1, [{ column: 'spend_v1__spend', rows: 1 }]]);
  });

  it('tells a changed input, and what comes of it, from changed definitions, which are not what it is made again by', async () => {
    const folder = await made();
    change(folder, 'asof.yaml', 'ttl: 10d', 'ttl: 1h');
    change(folder, 'asof.yaml', 'project: shop', 'project: shop # hunter2');
    const defined = await verified(folder);
    expect(defined.status).toBe(1);
    expect(defined.report).toMatchObject({
      definitions: [{ definition: 'feature view spend_v1', field: 'ttl', was: '10d', is: '1h' }],
      values: { differing: [] },
    });
    expect(defined.said).toContain('but not all is as it was\n  feature view spend_v1: ttl was 10d, and is 1h');
    change(folder, 'data/spend.csv', '1,2024-03-01,10,a', '1,2024-03-01,11,a');
    const both = await verified(folder);
    expect(both.report.inputs).toEqual([
      { path: 'data/spend.csv', state: 'changed' },
      { path: 'data/orders.csv', state: 'same' },
    ]);
    expect(both.report.values!.differing).toEqual([
      { column: 'spend_v1__spend', rows: 1, examples: [{ row: 0, set: '10', again: '11' }] },
    ]);
  });

  it('looks at no definition that the set is not made of, nor at what says nothing of values', async () => {
    const folder = await made('--labels', 'orders', '--features', 'spend_v1:spend');
    change(
      folder,
      'asof.yaml',
      'ttl: 10d}',
      'ttl: 10d, owner: ann, description: spent}\n  - {name: other_v1, entities: [customer], source: spend}',
    );
    expect(await verified(folder)).toMatchObject({ status: 0, report: { definitions: [] } });
  });

  it('says what is missing, and why the set cannot be made again', async () => {
    const folder = await made();
    rmSync(join(folder, 'data/spend.csv'));
    const { status, report, said } = await verified(folder);
    expect([status, report.values, report.why]).toEqual([1, null, expect.stringContaining('data/spend.csv')]);
    expect(report.inputs).toEqual([
      { path: 'data/spend.csv', state: 'missing' },
      { path: 'data/orders.csv', state: 'same' },
    ]);
    expect(said).toMatch(/cannot be made again: .*data\/spend\.csv.*\n {2}data\/spend\.csv is missing$/m);
  });

  it('says that an input has changed which cannot be read any more', async () => {
    const folder = await made();
    writeFileSync(join(folder, 'data/spend.csv'), '');
    const { status, report } = await verified(folder);
    expect([status, report.values, report.why]).toEqual([1, null, expect.stringContaining('is empty')]);
    expect(report.inputs).toEqual([
      { path: 'data/spend.csv', state: 'changed' },
      { path: 'data/orders.csv', state: 'same' },
    ]);
  });

  it('makes a view again that was joined under names of its own', async () => {
    const folder = folderOf({
      ...workspace,
      'asof.yaml': workspace['asof.yaml'].replace(
        '"spend_v1:tier"]',
        '"spend_v1:tier", {view: spend_v1, as: referrer, on: {customer_id: referred_by}, features: [tier]}]',
      ),
      'data/orders.csv': workspace['data/orders.csv']
        .replace('bought', 'bought,referred_by')
        .replaceAll(/,([01])$/gm, ',$1,2'),
    });
    expect((await asof(folder, 'join', ...ask, '--out', 'set.parquet')).status).toBe(0);
    const { status, report } = await verified(folder);
    expect([status, report.values]).toEqual([
      0,
      { rows: { set: 4, again: 4 }, columns: { only_set: [], only_again: [], retyped: [] }, differing: [] },
    ]);
  });

  it('says in one line that a file is no training set of its own', async () => {
    const folder = await made();
    await rewrite(folder, 'FROM t', false);
    for (const [words, says] of [
      [['set.parquet'], 'set.parquet has no provenance of Asof in it'],
      [['data/orders.csv'], 'data/orders.csv has no provenance of Asof in it'],
      [['nowhere.parquet'], 'nowhere.parquet'],
      [[], 'no training set is named'],
    ] as const) {
      const { status, out, err } = await asof(folder, 'verify', ...words);
      expect([status, out, err.trimEnd().split('\n')]).toEqual([2, '', [expect.stringContaining(says)]]);
    }
  });

  it.each<[string, string | null, [status: number, says: string]]>([
    [
      'empty definitions',
      '',
      [2, 'asof: the provenance in set.parquet cannot be read (make the set anew with asof join)\n'],
    ],
    ['definitions of a file elsewhere', 'http://127.0.0.1:9/x.csv', [1, 'http://127.0.0.1:9/x.csv is a remote source']],
    ['definitions of a file of this machine', '/etc/passwd', [1, 'no such file: passwd']],
    ['definitions of a file beside the workspace', '../elsewhere.csv', [1, 'no such file: elsewhere.csv']],
    ['a place in the default of a variable', '"${NOT_SET:-/etc}/hosts.csv"', [1, 'no such file: etc/hosts.csv']],
  ])('makes nothing of a provenance with %s', async (_, path, [status, says]) => {
    const folder = await made();
    await rewrite(folder, 'FROM t', (said) => {
      const definitions = path && said.definitions!.replace('data/spend.csv', path);
      return JSON.stringify({ ...said, definitions });
    });
    const { out, err, ...ended } = await asof(folder, 'verify', 'set.parquet');
    expect(ended.status).toBe(status);
    expect(out + err).toContain(says);
    expect(err.split('\n').length).toBeLessThanOrEqual(2);
  });

  it('opens no file outside of the workspace for a name that stands for its path elsewhere', async () => {
    const folder = await made();
    await rewrite(folder, 'FROM t', (said) => {
      const definitions = said
        .definitions!.replace('project: shop', 'project: &place /etc/hosts.csv')
        .replace('data/spend.csv', '*place');
      return JSON.stringify({ ...said, definitions });
    });
    const { status, out } = await asof(folder, 'verify', 'set.parquet');
    expect([status, out]).toEqual([
      1,
      expect.stringContaining(
        "/etc/hosts.csv lies outside of the workspace's folder (what a provenance names is read within it alone)",
      ),
    ]);
  });

  it('says no more than twenty lines of inputs, however many there are said to be', async () => {
    const folder = await made();
    await rewrite(folder, 'FROM t', (said) => {
      const inputs = Array.from({ length: 5000 }, (_, i) => ({ path: `gone/${i}.csv`, sha256: 'ab' }));
      return JSON.stringify({ ...said, inputs });
    });
    const { status, report, said } = await verified(folder);
    expect([status, report.inputs.length]).toEqual([1, 5002]);
    expect(said.trimEnd().split('\n')).toHaveLength(22);
    expect(said).toContain('  gone/19.csv is missing\n  and 4,982 more inputs; --json has all');
  });
});
