import { describe, expect, it } from 'vitest';
import type { FeatureLeak, LeakageReport } from '../../../core/leakage/report.ts';
import { leakageSentence } from '../../../core/leakage/sentence.ts';

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
    auc: gain === null ? null : { naive: 0.6 + gain, asof: 0.6, inflation: gain },
  };
}

function report(changes: Partial<LeakageReport>): LeakageReport {
  const features = [feature('spend', 300, 86_400, 0.213), feature('tickets', 412, 9 * 86_400 + 5, 0.01)];
  const counts = { rows: 1000, leaked_rows: 412, leak_rate: 0.412 };
  return { ...counts, naive: 'latest', boundary: 'inclusive', target: 'churned', features, ...changes };
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
    const features = [feature('spend', 412, 3600, null), feature('tickets', 1, 60, -0.3)];
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
    expect(said({ rows: 0, leaked_rows: 0, features: [] })).toContain('no label rows');
  });

  it('never calls one leaked row of a million nothing, nor a middle', () => {
    expect(said({ rows: 1_000_000, leaked_rows: 1, leak_rate: 1e-6 })).toMatch(
      /1 of 1,000,000 rows \(<1 %\) saw the future, by 9 days, and/,
    );
  });
});
