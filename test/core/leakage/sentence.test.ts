import { describe, expect, it } from 'vitest';
import type { FeatureLeak, LeakageReport } from '../../../core/leakage/report.ts';
import { isLeakageClear, leakageSentence } from '../../../core/leakage/sentence.ts';

const area = (gain: number, asof = 0.6) => ({ naive: asof + gain, asof, inflation: gain });
const found = { view: 'stats', found: 1000, matched: 1000, expired: 0, unknown_yet: 0, no_history: 0 };

function feature(name: string, leaked: number, p50: number, gain: number | null): FeatureLeak {
  return {
    view: 'stats',
    feature: name,
    leaked_rows: leaked,
    leak_rate: leaked / 1000,
    changed_rows: leaked,
    naive_nulls: 0,
    asof_nulls: 0,
    peek_seconds: leaked ? { p50, p90: p50, max: p50 } : null,
    auc: gain === null ? null : { ...area(gain), common: { rows: 900, ...area(gain) } },
    suspicious: null,
  };
}

function report(changes: Partial<LeakageReport>): LeakageReport {
  const features = [feature('spend', 300, 86_400, 0.213), feature('tickets', 412, 9 * 86_400 + 5, 0.01)];
  const counts = { rows: 1000, leaked_rows: 412, leak_rate: 0.412 };
  return { ...counts, naive: 'latest', boundary: 'inclusive', target: 'churned', views: [found], features, ...changes };
}

const said = (changes: Partial<LeakageReport>) =>
  leakageSentence(report(changes))
    .map((phrase) => phrase.text)
    .join('');

describe('the sentence of a leakage report', () => {
  it('says how many rows, by how long in the middle case, and what it flatters', () => {
    expect(said({})).toBe(
      'Joining on the latest row leaks: 412 of 1,000 rows (41 %) saw the future, by 9 days in the middle case, and it flatters spend by +0.21 AUC.',
    );
  });

  it('marks as a leak only what is one', () => {
    const marked = leakageSentence(report({})).filter((phrase) => phrase.as === 'leak');
    expect(marked.map((phrase) => phrase.text)).toEqual(['412 of 1,000 rows (41 %) saw the future', '+0.21 AUC']);
  });

  it('says nothing of the AUC where there is none or where nothing is gained', () => {
    const features = [feature('spend', 412, 3600, null), feature('tickets', 1, 60, -0.1)];
    expect(said({ features })).toBe(
      'Joining on the latest row leaks: 412 of 1,000 rows (41 %) saw the future, by 1 hour in the middle case.',
    );
  });

  it('speaks of what was known where the naive join is right about what was true', () => {
    expect(said({ naive: 'event-time' })).toMatch(/^Joining by event time alone leaks: .* saw what was not yet known,/);
  });

  it('says plainly that nothing leaks, or that there is nothing', () => {
    expect(said({ leaked_rows: 0, leak_rate: 0 })).toBe(
      'Joining on the latest row does not leak here: none of 1,000 rows saw the future.',
    );
    expect(said({ rows: 1, leaked_rows: 0, leak_rate: 0, naive: 'event-time' })).toContain(
      'the one row did not see what was not yet known.',
    );
    expect(said({ rows: 0, leaked_rows: 0, features: [] })).toContain('no label rows');
  });

  it('never calls one leaked row of a million nothing, nor a middle', () => {
    const features = [feature('spend', 1, 9 * 86_400, 0.2)];
    const views = [{ ...found, found: 1_000_000 }];
    expect(said({ rows: 1_000_000, leaked_rows: 1, leak_rate: 1e-6, views, features })).toMatch(
      /1 of 1,000,000 rows \(<1 %\) saw the future, by 9 days, and/,
    );
  });

  it('names the feature whose area moves furthest from one half, also below it', () => {
    const falling = feature('days_since', 300, 60, 0);
    falling.auc = { ...area(-0.3), common: { rows: 900, ...area(-0.3, 0.45) } };
    expect(said({ features: [feature('spend', 412, 86_400, 0.2), falling] })).toMatch(
      /it flatters days_since by \+0.30 AUC/,
    );
  });

  it('says of which feature a middle case is, where others leak in more rows', () => {
    const other = { ...feature('spend', 300, 86_400, null), view: 'orders' };
    const [views, features] = [
      [found, { ...found, view: 'orders' }],
      [other, feature('tickets', 400, 3600, null)],
    ];
    expect(said({ leaked_rows: 526, views, features })).toBe(
      'Joining on the latest row leaks: 526 of 1,000 rows (53 %) saw the future; tickets most often, in 400 rows, by 1 hour in the middle case.',
    );
  });

  it('says that a peek has no end', () => {
    expect(said({ features: [feature('spend', 412, Infinity, null)] })).toMatch(
      /by an endless time in the middle case/,
    );
  });

  it('gives no verdict where nothing matched, and a key of each side', () => {
    const unmatched = {
      key: 'user_id',
      all: 1000,
      found: 0,
      labels: 'D1020',
      source: '1020',
      hint: 'without the letters in front, 990 of 1,000 rows would match',
    };
    const views = [{ ...found, found: 0, matched: 0, no_history: 1000, unmatched }];
    const nothing = { leaked_rows: 0, leak_rate: null, views, features: [feature('spend', 0, 0, null)] };
    expect(said(nothing)).toBe(
      'Nothing matched. None of 1,000 rows has an entity in stats: user_id is D1020 in the labels and 1020 there; without the letters in front, 990 of 1,000 rows would match.',
    );
    expect(isLeakageClear(report(nothing))).toBe(false);
  });

  it('gives an all-clear only where most were looked at and nothing is suspicious', () => {
    const clear = { leaked_rows: 0, leak_rate: 0, features: [feature('spend', 0, 0, null)] };
    expect(isLeakageClear(report(clear))).toBe(true);
    expect(isLeakageClear(report({}))).toBe(false);
    expect(isLeakageClear(report({ ...clear, rows: 0, views: [{ ...found, found: 0 }] }))).toBe(false);
    const few = { ...clear, views: [{ ...found, found: 12 }] };
    expect(isLeakageClear(report(few))).toBe(false);
    expect(said(few)).toMatch(/ saw the future\. Only 12 of 1,000 rows have an entity in stats\.$/);
    const known = {
      ...clear,
      features: [{ ...feature('spend', 0, 0, null), suspicious: 'it equals the target churned' }],
    };
    expect(isLeakageClear(report(known))).toBe(false);
    expect(said(known)).toMatch(/ spend is suspicious, whatever the join: it equals the target churned\.$/);
    const twice = { ...known, features: [...known.features, { ...feature('spend', 0, 0, null), view: 'origin' }] };
    expect(said(twice)).toMatch(/ stats__spend is suspicious, whatever the join/);
  });
});
