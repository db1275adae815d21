import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLine, AsofError } from '../../core/errors/asof-error.ts';
import { coverage } from '../../core/join/coverage.ts';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import type { FeatureRef } from '../../core/model/feature-ref.ts';
import { sql } from '../../core/sql/sql.ts';
import type { TrainingSetQuestion } from '../../core/question/training-set.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { enginesAndInPlace, type Opened } from '../support/engines.ts';

const folder = new URL('../fixtures/field/cases/', import.meta.url);

describe.each(enginesAndInPlace)('joins that went wrong in the field, on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  /** A folder of the fixtures, or files written here, as a workspace. */
  async function workspaceOf(name: string, files: Record<string, string> = {}, read: string[] = []) {
    const put: Record<string, string | Uint8Array> = { ...files };
    for (const file of read) put[file] = readFileSync(new URL(`${name}/${file}`, folder));
    for (const [file, content] of Object.entries(put)) await opened.put(`${name}/${file}`, content);
    const text = put['asof.yaml'] === undefined ? null : put['asof.yaml'].toString();
    return openWorkspace({ root: `${opened.root}/${name}`, text }, opened.engine, opened.tables);
  }
  const caseOf = (name: string, files: Record<string, string> = {}) =>
    workspaceOf(
      name,
      files,
      readdirSync(new URL(name, folder)).filter((file) => !Object.hasOwn(files, file)),
    );

  async function rows(workspace: Awaited<ReturnType<typeof caseOf>>, request: TrainingSetQuestion) {
    const plan = await planJoin(workspace, request);
    const joined = await runJoin(opened.engine, plan);
    const query = trainingSetSql(
      plan,
      joined.views.map((view) => view.picks),
    );
    return { plan, joined, found: await opened.engine.rows(sql`SELECT * FROM (${query})`) };
  }
  const values = async (workspace: Awaited<ReturnType<typeof caseOf>>, request: TrainingSetQuestion, column: string) =>
    (await rows(workspace, request)).found.map((row) => row[column]);
  const of = (view: string, feature = 'v'): FeatureRef[] => [{ view, feature }];
  async function line(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error instanceof AsofError) return toLine(error);
    throw new Error('nothing was wrong, or not with the input', { cause: error });
  }

  it('14: names that differ in case, and a decimal for a number', async () => {
    const asked = { labels: 'labels.csv', features: of('stats.parquet', 'V') };
    expect((await values(await caseOf('14-decimal-key'), asked, 'stats__V')).map(Number)).toEqual([10.5]);
  });

  it('14b: a decimal without a fraction for a number', async () => {
    const asked = { labels: 'labels.csv', features: of('stats.parquet') };
    expect((await values(await caseOf('14b-decimal-key-samecase'), asked, 'stats__v')).map(Number)).toEqual([10.5]);
  });

  it.each([
    ['unnamed', 'labels.csv', 'stats.csv'],
    ['as defined', 'l', 'stats'],
  ])('14d: floats of whole numbers for integers, %s', async (_, labels, view) => {
    const found = await values(await caseOf('14d-float-key'), { labels, features: of(view) }, 'stats__v');
    expect(found.map(Number)).toEqual([10, 20]);
  });

  it('takes no float for an integer that could be another', async () => {
    const times = '2024-03-10 08:00:00';
    const labels = `user_id,event_timestamp,y\n1,2024-03-10 09:00:00,1\n`;
    const joined = async (name: string, key: string) => {
      const stats = `user_id,event_timestamp,v\n1.0,${times},1\n${key},${times},2\n`;
      return line(
        planJoin(await workspaceOf(name, { 'labels.csv': labels, 'stats.csv': stats }), {
          labels: 'labels.csv',
          features: of('stats.csv'),
        }),
      );
    };
    expect(await joined('half', '1.5')).toMatch(/1\.5 is no whole number that a float holds exactly/);
  });

  it('16: minus zero is zero, comes out as it went in, and NaN is itself', async () => {
    const { found, plan } = await rows(await caseOf('16-nan-negzero-key'), { labels: 'l', features: of('stats') });
    expect(found.map((row) => Number(row.stats__v))).toEqual([10, 20, 20, 30]);
    const key = plan.labels.keys[0]!.column;
    const before = await opened.engine.rows(sql`SELECT * FROM ${plan.labels.relation.from}`);
    expect(found.map((row) => Object.is(row[key], -0))).toEqual(before.map((row) => Object.is(row[key], -0)));
    expect(found.some((row) => Object.is(row[key], -0))).toBe(true);
  });

  it.each([
    ['43c', '43c-exp-key'],
    ['43d', '43d-concat-ids'],
  ])('%s: two ids that are one number are two entities, and come out as they went in', async (_, name) => {
    const { found, plan } = await rows(await caseOf(name), { labels: 'l', features: of('stats') });
    expect(found.map((row) => Number(row.stats__v))).toEqual([10, 20]);
    const written = readFileSync(new URL(`${name}/labels.csv`, folder), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const key = plan.labels.keys[0]!.column;
    expect(found.map((row) => row[key])).toEqual(written.map((line) => line.split(',')[0]));
  });

  it('23e: a feature with a decimal comma has an AUC', async () => {
    const workspace = await caseOf('23e-decimal-comma-leak');
    const { found, joined } = await rows(workspace, {
      labels: 'labels.csv',
      features: of('stats.csv'),
      target: 'y',
    });
    expect(found.map((row) => row.stats__v)).toEqual([1.5, 2.5]);
    const report = await leakageReport(opened.engine, await pairUp(opened.engine, joined, 'latest'));
    expect(report.features[0]!.auc).toMatchObject({ naive: expect.any(Number) as number });
  });

  it('32b: every name of a column can be asked for', async () => {
    const names = ['Total Spend', 'a.b', 'a:b', 'x,y', 'select', 'UPPER', 'ünï'];
    const features = names.map((feature) => ({ view: 'stats.csv', feature }));
    const { found } = await rows(await caseOf('32b-names-odd'), { labels: 'labels.csv', features });
    expect(names.map((name) => Number(found[0]![`stats__${name}`]))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('34: one view under two keys', async () => {
    const yaml = `
project: p
entities: [{name: location, join_keys: [location_id]}]
sources: [{name: s, path: stats.csv, timestamp_field: event_timestamp}]
feature_views: [{name: stats, entities: [location], source: s, ttl: 0, features: [{name: temperature}]}]
feature_services:
  - name: trip
    features:
      - {view: stats, as: origin, on: {location_id: origin_id}, features: [temperature]}
      - {view: stats, as: destination, on: {location_id: destination_id}, features: [temperature]}
labels: [{name: l, path: labels.csv, timestamp_field: event_timestamp, target: y}]
`;
    const workspace = await caseOf('34-join-key-map', { 'asof.yaml': yaml });
    const { found, joined } = await rows(workspace, { labels: 'l', service: 'trip' });
    expect([found[0]!.origin__temperature, found[0]!.destination__temperature].map(Number)).toEqual([10, 20]);
    expect((await coverage(opened.engine, joined)).map(({ view }) => view)).toEqual(['origin', 'destination']);
    const report = await leakageReport(opened.engine, await pairUp(opened.engine, joined, 'latest'));
    expect(report.features.map(({ view, feature }) => `${view}:${feature}`)).toEqual([
      'origin:temperature',
      'destination:temperature',
    ]);
  });

  it('35: a view whose history is everybody’s', async () => {
    const yaml = readFileSync(new URL('35-entityless/asof.yaml', folder), 'utf8');
    const everybody = yaml.replace('{name: fx, source', '{name: fx, entities: [], source');
    const workspace = await caseOf('35-entityless', { 'asof.yaml': everybody });
    const asked = { labels: 'l', features: of('fx', 'usd_eur') };
    expect((await values(workspace, asked, 'fx__usd_eur')).map(Number)).toEqual([0.91, 0.91]);
    const { joined } = await rows(workspace, { ...asked, options: { embargo: 3_600_000_001n } });
    expect(await coverage(opened.engine, joined)).toMatchObject([{ found: 2, matched: 0, no_history: 2 }]);
    const unnamed = planJoin(workspace, { labels: 'l', features: of('fx.csv', 'usd_eur') });
    expect(await line(unnamed)).toMatch(/if its values hold for everybody, it needs none: entities: \[\]/);
  });

  it('36b: a pick at infinity leaks, by a time without end', async () => {
    const asked = { labels: 'labels.csv', features: of('stats.parquet') };
    const { joined } = await rows(await caseOf('36b-sentinel-infinity'), asked);
    const report = await leakageReport(opened.engine, await pairUp(opened.engine, joined, 'latest'));
    expect(report).toMatchObject({ leaked_rows: 1, features: [{ leaked_rows: 1, peek_seconds: { max: Infinity } }] });
  });

  it('36d: a label without a time matches nothing, not even what was always true', async () => {
    const asked = { labels: 'labels.parquet', features: of('stats.parquet') };
    const found = await values(await caseOf('36d-minus-infinity'), asked, 'stats__v');
    expect(found.map((value) => (value === null ? null : Number(value)))).toEqual([null, 1, null]);
  });

  it('gives no all-clear where no key matches, and says what would help', async () => {
    const rowsOf = (key: (i: number) => string, rest: (i: number) => string) =>
      Array.from({ length: 60 }, (_, i) => `${key(i)},2024-03-${10 + (i % 10)},${rest(i)}\n`).join('');
    const labels = `user_id,event_timestamp,y\n${rowsOf(
      (i) => `D${1000 + i}`,
      (i) => String(i % 2),
    )}`;
    const stats = `user_id,event_timestamp,v\n${rowsOf((i) => `${1000 + i}x`.slice(0, 4), String)}`;
    const files = { 'labels.csv': labels, 'stats.csv': stats };
    const workspace = await workspaceOf('unmatched', files);
    const asked = { labels: 'labels.csv', features: of('stats.csv') };
    expect(await line(planJoin(workspace, asked))).toMatch(
      /D1000 in labels.csv and 1000 in stats.csv: as text they do not match; without the letters in front, 60 of 60 rows would match/,
    );
    const { joined } = await rows(workspace, { ...asked, options: { castKeys: true } });
    const report = await leakageReport(opened.engine, await pairUp(opened.engine, joined, 'latest'));
    expect(report).toMatchObject({
      leaked_rows: 0,
      leak_rate: null,
      views: [{ found: 0, unmatched: { key: 'user_id', labels: 'D1000', source: '1000' } }],
      features: [{ leak_rate: null }],
    });
  });

  it('suspects a feature that equals the target, or ranks it alone', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => i);
    const labels = `user_id,event_timestamp,y\n${lines.map((i) => `${i},2024-03-10,${i % 2}\n`).join('')}`;
    const stats = `user_id,event_timestamp,same,ranks,against,honest\n${lines.map((i) => `${i},2024-03-09,${i % 2},${i + (i % 2) * 100},${i - (i % 2) * 100},${(i * 7) % 11}\n`).join('')}`;
    const workspace = await workspaceOf('suspicious', { 'labels.csv': labels, 'stats.csv': stats });
    const { joined } = await rows(workspace, { labels: 'labels.csv', features: of('stats.csv', '*'), target: 'y' });
    const report = await leakageReport(opened.engine, await pairUp(opened.engine, joined, 'latest'));
    expect(report.features.map(({ feature, suspicious }) => [feature, suspicious])).toEqual([
      ['same', 'it equals the target y in all 40 rows that have both'],
      ['ranks', 'alone it ranks the target almost perfectly: AUC 1.000 over 40 values'],
      ['against', 'alone it ranks the target almost perfectly: AUC 0.000 over 40 values'],
      ['honest', null],
    ]);
  });

  it('suspects a feature that equals a target of numbers that are not all written alike', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => i);
    const labels = `user_id,event_timestamp,y\n${lines.map((i) => `${i},2024-03-10,${i * 1.5}\n`).join('')}`;
    const stats = `user_id,event_timestamp,same,near\n${lines.map((i) => `${i},2024-03-09,${i * 1.5},${i * 1.5 + (i === 7 ? 1 : 0)}\n`).join('')}`;
    const workspace = await workspaceOf('numbers', { 'labels.csv': labels, 'stats.csv': stats });
    const { joined } = await rows(workspace, { labels: 'labels.csv', features: of('stats.csv', '*'), target: 'y' });
    const report = await leakageReport(opened.engine, await pairUp(opened.engine, joined, 'latest'));
    expect(report.features.map(({ feature, suspicious }) => [feature, suspicious])).toEqual([
      ['same', 'it equals the target y in all 40 rows that have both'],
      ['near', null],
    ]);
  });

  it('suspects a feature of any type that says the target in other words, where there are enough rows', async () => {
    const values = (i: number) => [
      ...[['no', 'yes'][i % 2], ['no', 'yes', ''][(i >> 1) % 3], i === 5 ? 'b' : 'a', 'same', `u${i}`],
      ...[['red', 'green', 'blue'][i % 3], ['2024-01-01', '2024-01-02', ''][i % 3]],
    ];
    const suspected = async (folder: string, rowCount: number, target: (i: number) => number) => {
      const lines = Array.from({ length: rowCount }, (_, i) => i);
      const labels = `user_id,event_timestamp,y\n${lines.map((i) => `${i},2024-03-10,${target(i)}\n`).join('')}`;
      const stats = `user_id,event_timestamp,yes,some,rare,same,id,colour,day\n${lines.map((i) => `${i},2024-03-09,${values(i).join()}\n`).join('')}`;
      const workspace = await workspaceOf(folder, { 'labels.csv': labels, 'stats.csv': stats });
      const { joined } = await rows(workspace, { labels: 'labels.csv', features: of('stats.csv', '*'), target: 'y' });
      const report = await leakageReport(opened.engine, await pairUp(opened.engine, joined, 'latest'));
      return report.features.flatMap(({ feature, suspicious }) => (suspicious ? [[feature, suspicious]] : []));
    };
    const says = (rowCount: number) =>
      `it equals the target y in other words: in all ${rowCount} rows that have both, each of its values goes with one of the target's`;
    expect(await suspected('binary', 12, (i) => i % 2)).toEqual([['yes', says(12)]]);
    expect(await suspected('few', 12, (i) => i % 3)).toEqual([
      ['colour', says(12)],
      ['day', says(8)],
    ]);
    expect((await suspected('chance', 3, (i) => i % 2)).map(([feature]) => feature)).not.toContain('yes');
    expect(await suspected('numbers', 44, (i) => 2 * i)).toEqual([]);
  });

  it('says that all times lie where none should', async () => {
    const labels = 'user_id,event_timestamp,y\n1,2024-03-10,1\n2,2024-03-10,0\n';
    const stats = 'user_id,event_timestamp,v\n1,1970-08-23,1\n2,1970-08-23,2\n';
    const workspace = await workspaceOf('seventies', { 'labels.csv': labels, 'stats.csv': stats });
    const { joined } = await rows(workspace, { labels: 'labels.csv', features: of('stats.csv') });
    expect((await coverage(opened.engine, joined))[0]!.odd).toMatch(/^all its times lie between 1970-08-23/);
  });

  it.each([
    ['A', 'in lower case'],
    [' a ', 'without the spaces around it'],
    [' A ', 'in lower case and without the spaces around it'],
    ['\u200ba\u00a0', 'without characters that cannot be seen'],
    ['e\u0301', 'with accents written alike, as one character with its letter', '\u00e9'],
  ])('says of the key %j what makes it match', async (key, said, there = 'a') => {
    const labels = `user_id,event_timestamp,y\n"${key}",2024-03-10,1\n`;
    const stats = `user_id,event_timestamp,v\n${there},2024-03-09,1\n`;
    const workspace = await workspaceOf('spelled', { 'labels.csv': labels, 'stats.csv': stats });
    const { joined } = await rows(workspace, { labels: 'labels.csv', features: of('stats.csv') });
    expect((await coverage(opened.engine, joined))[0]!.unmatched?.hint).toBe(`${said}, 1 of 1 row would match`);
  });

  it('does not say of rows within the embargo that none lies before its label', async () => {
    const labels = 'user_id,event_timestamp,y\n1,2024-03-10,1\n2,2024-03-10,0\n';
    const stats = 'user_id,event_timestamp,v\n1,2024-03-09,1\n2,2024-03-09,2\n';
    const workspace = await workspaceOf('embargoed', { 'labels.csv': labels, 'stats.csv': stats });
    const embargo = 2n * 86_400_000_000n;
    const { joined } = await rows(workspace, { labels: 'labels.csv', features: of('stats.csv'), options: { embargo } });
    expect((await coverage(opened.engine, joined))[0]!.odd).toBe(
      'no row lies more than the embargo before any label of its entity',
    );
  });
});
