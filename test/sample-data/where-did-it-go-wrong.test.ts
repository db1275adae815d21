import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNative, type NativeEngine } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { planSkew } from '../../core/skew/plan-skew.ts';
import type { SkewReport } from '../../core/skew/report.ts';
import { compareSkew } from '../../core/skew/skew.ts';
import { ident, join as joinSql, sql } from '../../core/sql/sql.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { Oracle } from './oracle.ts';
import { lessonFile, lessonsFolder, readme } from './questions.ts';

const id = 'where-did-it-go-wrong';
const text = readme(id);

let engine: NativeEngine;
let oracle: Oracle;
beforeAll(async () => {
  engine = await openNative();
  oracle = await Oracle.open();
});
afterAll(async () => {
  oracle.close();
  await engine.close();
});

async function report(tolerance: number | null): Promise<SkewReport> {
  const root = join(lessonsFolder, id);
  const yaml = readFileSync(join(root, 'asof.yaml'), 'utf8');
  const workspace = openWorkspace({ root, text: yaml }, engine, nativeTables(engine));
  const plan = await planSkew(workspace, { service: 'next_order_model_v1', log: 'served_log' });
  const answer = await compareSkew({ engine, store: null }, plan, { asOf: 0n, tolerance, sample: null });
  await answer.pairs.scratch.drop();
  return answer.report;
}

/** Per feature how many served values differ from the last row before, by brute force. */
async function differing(): Promise<Record<string, number>> {
  const last = (file: string) =>
    sql`s.customer_id = l.customer_id AND s.event_timestamp = (SELECT max(event_timestamp) FROM ${file} h WHERE h.customer_id = l.customer_id AND h.event_timestamp <= l.served_at)`;
  const count = (view: string, features: string[], file: string) => {
    const counts = features.map(
      (name) =>
        sql`count_if(s.${ident(name)} IS DISTINCT FROM l.${ident(`${view}__${name}`)})::INTEGER AS ${ident(name)}`,
    );
    return sql`SELECT ${joinSql(counts)} FROM ${lessonFile(id, 'data/served_log.csv')} l JOIN ${file} s ON ${last(file)}`;
  };
  const stats = ['mean_basket', 'last_order', 'last_login', 'returns_90d', 'points'];
  return {
    ...(await oracle.one(count('customer_stats_v1', stats, lessonFile(id, 'data/customer_stats.parquet')))),
    ...(await oracle.one(count('support_v1', ['tickets_90d'], lessonFile(id, 'data/support.csv')))),
  } as Record<string, number>;
}

test('skew finds the six mistakes, each in all rows of its feature that differ, and the README tells them', async () => {
  const { features } = await report(null);
  const differ = await differing();
  const found = Object.fromEntries(
    features.map(({ feature, missing_online, looks_like }) => [
      feature,
      { missing_online, looks_like: looks_like.map(({ cause, rows }) => ({ cause, rows })) },
    ]),
  );
  const only = (cause: string, feature: string) => ({
    missing_online: 0,
    looks_like: [{ cause, rows: differ[feature] }],
  });
  expect(found).toEqual({
    mean_basket: only('rounded', 'mean_basket'),
    last_order: only('factor', 'last_order'),
    last_login: only('offset', 'last_login'),
    returns_90d: only('null_filled', 'returns_90d'),
    points: only('stale_row', 'points'),
    tickets_90d: { missing_online: differ.tickets_90d, looks_like: [] },
  });
  const details = features.flatMap(({ looks_like }) => looks_like.map(({ detail }) => detail));
  expect(details).toEqual([
    'rounded to 2 places',
    '100 times as much',
    '5 hours earlier',
    'null filled with 0',
    expect.stringMatching(/^stale by one version, /),
  ]);
  for (const fact of [
    `\`last_login\` is 5 hours earlier in all ${differ.last_login!.toLocaleString('en')} rows`,
    `\`mean_basket\` is rounded to 2 places in ${differ.mean_basket} rows`,
    `\`last_order\` is 100 times as much in ${differ.last_order} rows`,
    `\`returns_90d\` has null filled with 0 in ${differ.returns_90d} rows`,
    `\`points\` is stale by one version in ${differ.points} rows`,
    `\`tickets_90d\` is missing in ${differ.tickets_90d} rows`,
  ])
    expect(text).toContain(fact);
});

test('cents were sent for euros from 11 June on, and never before', async () => {
  const log = lessonFile(id, 'data/served_log.csv');
  const stats = lessonFile(id, 'data/customer_stats.parquet');
  const found = await oracle.one(
    sql`SELECT min(served_at)::DATE::VARCHAR AS first FROM ${log} l WHERE customer_stats_v1__last_order NOT IN (SELECT last_order FROM ${stats} s WHERE s.customer_id = l.customer_id)`,
  );
  expect(found).toEqual({ first: '2024-06-11' });
  expect(text).toContain('never before 11 June');
});

test('the customer whose points are stale by most was served those of the row before', async () => {
  const [worst] = await oracle.rows(
    sql`FROM (SELECT customer_id, strftime(served_at, '%-d %B') AS served, customer_stats_v1__points::INT AS given,
  (list(s.points::INT ORDER BY s.event_timestamp DESC))[:2] AS last, strftime((list(s.event_timestamp ORDER BY s.event_timestamp DESC))[2], '%-d %B') AS before
FROM ${lessonFile(id, 'data/served_log.csv')} l JOIN ${lessonFile(id, 'data/customer_stats.parquet')} s USING (customer_id)
WHERE s.event_timestamp <= served_at GROUP BY ALL) ORDER BY abs(given - last[1]) DESC LIMIT 1`,
  );
  const { customer_id, served, given, last, before } = worst as Record<string, string>;
  const [right, older] = String(last).match(/\d+/g)!;
  expect(String(given)).toBe(older);
  expect(text).toContain(
    `\`${customer_id}\`: on ${served} training would see ${right}, and ${given} was served. That is no wrong number: it is the one of the row before, of ${before}.`,
  );
});

test('with a tolerance of 0.0005 the rounded baskets are close, and all else is as it was', async () => {
  const [strict, tolerant] = [await report(null), await report(0.0005)];
  const others = ({ features }: SkewReport) =>
    features
      .filter(({ feature }) => feature !== 'mean_basket')
      .map(({ feature, match_rate }) => ({ feature, match_rate }));
  expect(others(tolerant)).toEqual(others(strict));
  expect(tolerant.features.find(({ feature }) => feature === 'mean_basket')?.match_rate).toBe(1);
});
