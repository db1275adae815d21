import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../../core/rpc/host-api.ts';
import { parseInstant } from '../../../core/time/instant.ts';
import { toExplanation } from '../../../renderer/state/why.svelte.ts';
import { sayEntity, sayNaive, sayPicked, sayRule, sayVerdict } from '../../../renderer/views/inspector/say-why.ts';

const day = 86_400_000_000n;
type Row = [at: string, value: string | null, known?: string | null];

function explained(
  rows: Row[],
  rule: { ttl?: bigint; strict?: boolean; available?: boolean; key?: string | null } = {},
) {
  const timeline: Timeline = {
    view: 'stats',
    label: {
      row: 0,
      at: parseInstant('2024-05-01 09:00'),
      keys: [{ name: 'customer', value: rule.key === undefined ? 'c-1' : rule.key }],
      target: null,
    },
    ttl: rule.ttl ?? null,
    hasAvailable: rule.available ?? false,
    features: [{ name: 'spend', type: 'DOUBLE' }],
    rows: rows.map(([at, value, known], i) => ({
      t: parseInstant(at),
      c: null,
      a: known ? parseInstant(known) : null,
      order: BigInt(i),
      numbers: [null],
      texts: [value],
    })),
    totalRows: rows.length,
    leftOut: [],
  };
  const boundary = rule.strict ? 'strict' : 'inclusive';
  return toExplanation(timeline, {
    view: timeline.view,
    feature: 'spend',
    naive: 'latest',
    options: { boundary, ttl: true, castKeys: false, embargo: 0n },
    at: null,
  })!;
}
const verdicts = (why: ReturnType<typeof explained>) => why.candidates.map((candidate) => sayVerdict(candidate, why));

describe('why this value', () => {
  it('says of every row why it was taken or not, the latest first', () => {
    const rows: Row[] = [
      ['2024-03-01', '1', '2024-03-01'],
      ['2024-04-20', '2', '2024-04-20'],
      ['2024-04-23 09:00', '3', '2024-04-24'],
      ['2024-04-29', '4', '2024-05-04 09:00'],
      ['2024-05-24 09:00', '5', '2024-05-24 09:00'],
    ];
    const why = explained(rows, { ttl: 26n * day, available: true });
    expect(verdicts(why)).toEqual([
      'in the future, 23 d after the label',
      'not yet known, 3 d too late',
      'chosen, 8 days before the label',
      'older than the one chosen',
      'expired, 61 days before the label, TTL 26d',
    ]);
    expect(sayPicked(why)).toBe('from 23 Apr 2024 09:00, 8 days before the label');
    expect(sayNaive(why)).toEqual({ text: 'from 24 May 2024 09:00, 23 d in the future', leak: true });
    expect(sayRule(why)).toBe(
      'The join takes the latest row that happened at or before the label, and known by then, at most 26d old.',
    );
    expect(sayEntity(why)).toBe('customer c-1');
  });

  it('says what happened at the very moment, by either boundary', () => {
    expect(verdicts(explained([['2024-05-01 09:00', '1']]))).toEqual(['chosen, at the label’s very moment']);
    const strict = explained([['2024-05-01 09:00', '1']], { strict: true });
    expect(verdicts(strict)).toEqual(['at the label’s very moment, which does not count']);
    expect(sayRule(strict)).toBe('The join takes the latest row that happened before the label.');
  });

  it('says why there is none', () => {
    expect(sayPicked(explained([]))).toBe('this entity has no rows here');
    expect(sayPicked(explained([], { key: null }))).toBe('a null key matches nothing');
    expect(sayPicked(explained([['2024-06-01', '1']]))).toBe('nothing had happened yet');
    expect(sayPicked(explained([['2024-01-01', '1']], { ttl: day }))).toBe('what was known had expired');
    const late: Row[] = [['2024-04-01', '1', null]];
    expect(sayPicked(explained(late, { available: true }))).toBe('what had happened was not yet known');
    expect(verdicts(explained(late, { available: true }))).toEqual(['never known']);
  });

  it('tells when what the naive join took happened from when it became known', () => {
    const naive = (at: string, known: string) => sayNaive(explained([[at, '1', known]], { available: true })).text;
    expect(naive('2024-04-29', '2024-05-04 09:00')).toBe('from 29 Apr 2024 00:00, but known only 3 d after the label');
    expect(naive('2024-05-03 09:00', '2024-05-04 09:00')).toBe(
      'from 3 May 2024 09:00, 2 d in the future, known only 3 d after the label',
    );
    expect(naive('2024-05-01 09:00', '2024-05-04 09:00')).toBe(
      'from 1 May 2024 09:00, at the label’s very moment, known only 3 d after the label',
    );
  });

  it('says of a time without end that it has none', () => {
    const why = explained([
      ['2024-04-01', '1'],
      ['2024-06-01', '2'],
    ]);
    const endless = 9_223_372_036_854_775_807n;
    const [later, before] = why.candidates.map(({ row }, i) => ({ ...row, t: i === 0 ? endless : -endless }));
    const said = (row: typeof later) => sayVerdict({ ...why.candidates[0]!, row: row!, verdict: 'future' }, why);
    expect(said(later)).toBe('in the future, ∞ after the label');
    const picked = { ...why.candidates[1]!, row: before!, verdict: 'picked' as const };
    expect(sayVerdict(picked, why)).toBe('chosen, an endless time before the label');
  });

  it('calls a null from the future no leak', () => {
    expect(sayNaive(explained([['2024-05-03', null]])).leak).toBe(false);
    expect(sayNaive(explained([['2024-04-30', '1']])).leak).toBe(false);
  });
});
