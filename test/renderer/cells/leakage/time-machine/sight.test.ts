import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../../../../core/rpc/host-api.ts';
import { sightOf } from '../../../../../renderer/cells/leakage/time-machine/sight.ts';

const day = 86_400_000_000n;
const rule = { boundary: 'inclusive', ttl: null, available: false, embargo: 0n } as const;

/** Rows on these days, known on those; the label on `at`. */
function timeline(days: number[], at: number, leftOut: number[] = [], known?: number[]): Timeline {
  return {
    view: 'stats',
    label: { row: 0, at: BigInt(at) * day, keys: [], target: null },
    ttl: null,
    hasAvailable: known !== undefined,
    features: [{ name: 'x', type: 'DOUBLE' }],
    rows: days.map((d, i) => ({
      t: BigInt(d) * day,
      c: null,
      a: known ? BigInt(known[i]!) * day : null,
      order: BigInt(i),
      numbers: [i],
      texts: [String(i)],
    })),
    totalRows: days.length,
    leftOut,
  };
}

describe('what can be seen of an entity', () => {
  it('has room for the label a day past the first and the last of a week of rows', () => {
    const { all } = sightOf(timeline([1, 4, 7], 3), rule, 'latest');
    expect(all.from).toBeLessThanOrEqual(0n);
    expect(all.to).toBeGreaterThanOrEqual(8n * day);
  });

  it('ends where rows were left out: what they would have said is not drawn as if it held on', () => {
    const { all } = sightOf(timeline([10, 11, 12, 13, 40], 12, [0, 4]), rule, 'latest');
    expect(all).toEqual({ from: 10n * day + 1n, to: 13n * day });
  });

  it('begins only where a row is known, if rows before it were left out', () => {
    const shown = timeline([10, 11, 12], 13, [0], [20, 12, 12]);
    const { all } = sightOf(shown, { ...rule, available: true }, 'event-time');
    expect(all.from).toBe(12n * day + 1n);
  });

  it('holds the whole embargo, as it does a TTL', () => {
    const shown = timeline([10, 14, 22], 12);
    const { all, first } = sightOf(shown, { ...rule, embargo: 4n * day }, 'latest');
    expect(all.from).toBeLessThanOrEqual(8n * day);
    expect(first.from).toBeLessThanOrEqual(8n * day);
    expect(sightOf(shown, rule, 'latest').all.from).toBeGreaterThan(7n * day);
  });

  it('holds the label itself, whatever was left out', () => {
    const { all } = sightOf(timeline([20, 21], 19, [0]), rule, 'latest');
    expect(all.from).toBeLessThanOrEqual(19n * day);
    expect(all.to).toBeGreaterThan(19n * day);
  });
});
