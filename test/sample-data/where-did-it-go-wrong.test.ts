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
import { because, lessonNotebook } from './lesson-notebook.ts';

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

test('the lesson asks what broke, and is right about it', async () => {
  const lesson = lessonNotebook(id);
  const differ = await differing();
  const most = Math.max(...Object.values(differ));
  const examples: Record<string, string> = {
    'One that makes every value wrong a little': 'last_login',
    'One that makes a few values wrong by much': 'tickets_90d',
    'One that lets values be missing sometimes': 'tickets_90d',
  };
  const easiest = lesson.answers('Before you look', (option) => differ[examples[option]!] === most);
  expect(because(easiest, 'One that makes every')).toContain(`all ${most.toLocaleString('en')} rows`);
  expect(because(easiest, 'One that lets')).toContain(`${differ.tickets_90d!} of 1,200`);

  // How far a clock is behind UTC in June.
  const behind = (timeZone: string): number => {
    const noon = new Date('2024-06-10T12:00:00Z');
    return 12 - Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(noon));
  };
  const zones: Record<string, string> = {
    'New York': 'America/New_York',
    Bogotá: 'America/Bogota',
    Berlin: 'Europe/Berlin',
  };
  const clock = lesson.answers('last_login is', (option) => behind(zones[option.slice(0, -2)]!) === 5);
  expect(because(clock, 'New York')).toContain(`${behind(zones['New York']!)} hours behind`);

  const { features } = await report(null);
  const causeOf = (name: string) => features.find(({ feature }) => feature === name)!.looks_like[0]!.cause;
  const causes: Record<string, string> = {
    'Cents taken for euros': 'factor',
    Rounding: 'rounded',
    'An old version of each row': 'stale_row',
  };
  lesson.answers('The pairs of last_order', (option) => causes[option] === causeOf('last_order'));

  const log = lessonFile(id, 'data/served_log.csv');
  const stats = lessonFile(id, 'data/customer_stats.parquet');
  const wrong = (name: string) =>
    sql`SELECT served_at, customer_id, s.${ident(name)} AS offline, l.${ident(`customer_stats_v1__${name}`)} AS served FROM ${log} l JOIN ${stats} s USING (customer_id)
WHERE s.event_timestamp = (SELECT max(event_timestamp) FROM ${stats} h WHERE h.customer_id = l.customer_id AND h.event_timestamp <= served_at)`;
  const filled = await oracle.one(
    sql`SELECT count(*)::INT AS all, count_if(offline IS NULL AND served = 0)::INT AS filled FROM (${wrong('returns_90d')}) WHERE offline IS DISTINCT FROM served`,
  );
  expect(filled).toEqual({ all: differ.returns_90d, filled: differ.returns_90d });
  // Only those are served otherwise of whom nothing was known.
  const harmed = lesson.answers('In returns_90d null', (option) => option.startsWith('Those who ordered nothing'));
  expect(harmed.question).toContain(`in ${differ.returns_90d!} rows`);

  const begins: Record<string, boolean> = {};
  for (const name of ['last_login', 'mean_basket', 'last_order']) {
    const { late } = await oracle.one(
      sql`SELECT min(served_at) > (SELECT min(served_at) + INTERVAL 3 DAY FROM ${log}) AS late FROM (${wrong(name)}) WHERE offline IS DISTINCT FROM served`,
    );
    begins[name] = late as boolean;
  }
  lesson.answers('One of the six', (option) => begins[option]!);
  const after = await oracle.one(
    sql`SELECT count_if(offline IS NOT DISTINCT FROM served AND offline <> 0)::INT AS right FROM (${wrong('last_order')}) WHERE served_at >= (SELECT min(served_at) FROM (${wrong('last_order')}) WHERE offline IS DISTINCT FROM served)`,
  );
  expect(after).toEqual({ right: 0 });

  const tolerant = (await report(0.0005)).features;
  lesson.answers('If numbers', (option) => {
    const { mismatch, stale, missing_online } = tolerant.find(({ feature }) => feature === option)!;
    return mismatch + stale + missing_online === 0;
  });
  expect(lesson.left()).toEqual([]);
});
