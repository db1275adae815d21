import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJoin } from '../../../core/join/join.ts';
import type { NaiveStrategy } from '../../../core/join/request.ts';
import { leakageReport } from '../../../core/leakage/leakage.ts';
import { pairUp } from '../../../core/leakage/pairs.ts';
import { isLeakageClear, leakageSentence } from '../../../core/leakage/sentence.ts';
import { bindRows } from '../../support/bind-rows.ts';
import { engines, type Opened } from '../../support/engines.ts';
import type { OracleLabel, OracleRow, OracleView } from '../../support/oracle.ts';

const now = 1_709_251_200_000_000n;
const label = (key: number | null, at: bigint | null = now, target = 0): OracleLabel => ({ keys: [key], at, target });
const row = (key: number, t: bigint | null, value: number | null = 1, a: bigint | null = t): OracleRow => {
  return { keys: [key], t, c: null, a, values: [value, 'x'] };
};
const four = [1, 2, 3, 4];

/** What has to hold for "none of the rows saw the future", and what is said where one thing of it does not. */
describe.each(engines)('an all-clear of leakage, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  async function judge(
    labels: OracleLabel[],
    rows: OracleRow[],
    more: Partial<OracleView> & { naive?: NaiveStrategy } = {},
  ) {
    const { naive = 'latest', ...changes } = more;
    const view = {
      on: [0],
      rows,
      ttl: null,
      available: false,
      boundary: 'inclusive' as const,
      embargo: 0n,
      ...changes,
    };
    const types = { keys: ['INTEGER'], features: ['INTEGER', 'VARCHAR'] };
    const plan = await bindRows(opened.engine, labels, [view], types);
    const joined = await runJoin(opened.engine, plan);
    const pairs = await pairUp(opened.engine, joined, naive);
    const report = await leakageReport(opened.engine, pairs);
    await pairs.scratch.drop();
    await joined.scratch.drop();
    const said = leakageSentence(report)
      .map(({ text }) => text)
      .join('');
    return {
      clear: isLeakageClear(report),
      rate: report.leak_rate,
      said,
      features: report.features.map((one) => one.leak_rate),
    };
  }
  const labels = four.map((key) => label(key, now, key % 2));
  const rows = four.map((key) => row(key, now - 5n, key));

  it('is given where most labels find a row of the past with a value', async () => {
    const none = 'Joining on the latest row does not leak here: none of 4 rows saw the future.';
    expect(await judge(labels, rows)).toEqual({ clear: true, rate: 0, said: none, features: [0, 0] });
    expect(await judge(labels, rows.slice(0, 3))).toMatchObject({ clear: true, said: none });
    expect(await judge(labels, [...rows, row(9, now + 5n)])).toMatchObject({ clear: true, said: none });
    // Past their TTL all the same: what the naive join took was not from the future.
    expect(await judge(labels, rows, { ttl: 1n })).toMatchObject({ clear: true, said: none });
  });

  it('is not given where one value is of the future', async () => {
    const one = await judge(labels, [...rows, row(1, now + 1n)]);
    expect(one).toMatchObject({ clear: false, rate: 0.25 });
    expect(one.said).toContain('leaks: 1 of 4 rows');
    // The newest row is of the future, and says nothing.
    expect(await judge(labels, [...rows, { ...row(1, now + 1n), values: [null, null] }])).toMatchObject({
      clear: true,
      rate: 0,
    });
    const late = await judge(labels, [row(1, now, 1, now + 1n), ...rows.slice(1)], { available: true });
    expect(late).toMatchObject({ clear: false, rate: 0.25 });
    const strict = await judge(labels, [...rows, row(1, now)], { boundary: 'strict' });
    expect(strict).toMatchObject({ clear: false, rate: 0.25 });
  });

  it.each<[string, OracleLabel[], OracleRow[], Partial<OracleView>, RegExp]>([
    ['there are no labels', [], rows, {}, /^There are no label rows/],
    ['the view has no rows', labels, [], {}, /^Nothing matched\. None of 4 rows has an entity in view_0/],
    ['the keys never match', labels, four.map((key) => row(key + 10, now - 5n)), {}, /^Nothing matched\. None of 4/],
    ['the labels have no keys', four.map(() => label(null)), rows, {}, /^Nothing matched\. None of 4/],
    [
      'no label has a time',
      four.map((key) => label(key, null)),
      rows,
      {},
      /^Nothing matched\. None of 4 rows can be joined with view_0: none of 4 rows of the labels has a time\.$/,
    ],
    [
      'no row of the view has a time',
      labels,
      four.map((key) => row(key, null)),
      {},
      /^Nothing matched\. None of 4 rows can be joined with view_0: none of 4 rows there has a time\.$/,
    ],
    [
      'no row was ever known',
      labels,
      four.map((key) => row(key, now - 5n, 1, null)),
      { available: true },
      /^Nothing matched\. None of 4 rows can be joined with view_0: none of 4 rows there was ever known\.$/,
    ],
    [
      'each pair of a label and a row lacks one of its times',
      [label(1, null), label(2), label(3, null), label(4)],
      [row(1, now - 5n), row(2, null), row(3, now - 5n), row(4, null)],
      {},
      /None of 4 rows can be joined with view_0: only 2 of 4 rows of the labels have a time, and only 2 of 4 rows there have a time\.$/,
    ],
    [
      'no feature has a value',
      labels,
      rows.map((one) => ({ ...one, values: [null, null] })),
      {},
      /^No feature has a value in any row, so there is nothing that could leak\.$/,
    ],
  ])('is not given, nor a rate, where %s', async (_, someLabels, someRows, view, said) => {
    const found = await judge(someLabels, someRows, view);
    expect(found).toMatchObject({ clear: false, rate: null });
    expect(found.said).toMatch(said);
    expect(found.said).not.toMatch(/does not leak/);
  });

  it.each<[string, OracleLabel[], OracleRow[], RegExp]>([
    ['few keys match', labels, [rows[0]!], /future\. Only 1 of 4 rows has an entity in view_0/],
    [
      'few labels have a time',
      [label(1, now), ...[2, 3, 4].map((key) => label(key, null))],
      rows,
      /future\. Only 1 of 4 rows can be joined with view_0: only 1 of 4 rows of the labels has a time\.$/,
    ],
    [
      'one feature has no value',
      labels,
      rows.map((one) => ({ ...one, values: [one.values[0]!, null] })),
      /future\. f1 has no value in any row\.$/,
    ],
    [
      'all times are of 1970',
      four.map((key) => label(key, 50n)),
      four.map((key) => row(key, 40n)),
      /are their unit and format right\?/,
    ],
    [
      'a feature is the target',
      labels,
      four.map((key) => row(key, now - 5n, key % 2)),
      /f0 is suspicious, whatever the join: it equals the target/,
    ],
  ])('is not given without a word, nor calmly, where %s', async (_, someLabels, someRows, said) => {
    const found = await judge(someLabels, someRows);
    expect(found.clear).toBe(false);
    expect(found.said).toMatch(said);
  });

  it('is of each feature: one without values has no rate', async () => {
    const found = await judge(
      labels,
      rows.map((one) => ({ ...one, values: [one.values[0]!, null] })),
    );
    expect(found).toMatchObject({ rate: 0, features: [0, null] });
  });

  it('is of each naive join by itself', async () => {
    const later = [...rows, row(1, now + 86_400_000_000n)];
    expect(await judge(labels, later, { naive: 'latest' })).toMatchObject({ clear: false });
    expect(await judge(labels, later, { naive: 'same-day' })).toMatchObject({ clear: true });
    expect(await judge(labels, later, { naive: 'nearest' })).toMatchObject({ clear: true });
    expect((await judge(labels, later, { naive: 'event-time' })).said).toMatch(
      /none of 4 rows saw what was not yet known/,
    );
  });
});
