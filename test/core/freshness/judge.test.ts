import { describe, expect, it } from 'vitest';
import { judgeFreshness } from '../../../core/freshness/judge.ts';

const hour = 3_600_000_000n;
const end = 1_700_000_000_000_000n;
const declared = { maxStaleness: 24n * hour, alertThreshold: 20n * hour };
const stateAt = (age: bigint, said: Parameters<typeof judgeFreshness>[1] = declared) =>
  judgeFreshness({ end, finished: end }, said, end + age).state;

describe('the state of a view', () => {
  it('is fresh up to and with its alert threshold, and breached only past its limit, to the microsecond', () => {
    expect(stateAt(0n)).toBe('fresh');
    expect(stateAt(20n * hour)).toBe('fresh');
    expect(stateAt(20n * hour + 1n)).toBe('approaching');
    expect(stateAt(24n * hour)).toBe('approaching');
    expect(stateAt(24n * hour + 1n)).toBe('breached');
  });

  it('has no more than what is declared', () => {
    expect(stateAt(25n * hour, { maxStaleness: 24n * hour })).toBe('breached');
    expect(stateAt(24n * hour, { maxStaleness: 24n * hour })).toBe('fresh');
    expect(stateAt(25n * hour, { alertThreshold: 24n * hour })).toBe('approaching');
    expect(stateAt(hour, {})).toBeNull();
    expect(judgeFreshness({ end, finished: end }, undefined, end + hour).state).toBeNull();
    // A threshold beyond the limit warns of nothing.
    expect(stateAt(25n * hour, { maxStaleness: 24n * hour, alertThreshold: 30n * hour })).toBe('breached');
  });

  it('is never where no run was finished', () => {
    const judged = judgeFreshness(null, declared, end);
    expect(judged).toEqual({ state: 'never', from: null, age: null, breachesAt: null });
  });

  it('says the last moment within the limit', () => {
    const { breachesAt, age } = judgeFreshness({ end, finished: end + hour }, declared, end + 7n * hour);
    expect([breachesAt, age]).toEqual([end + 24n * hour, 7n * hour]);
  });

  it('counts from when a run finished whose end was later, before that end and after', () => {
    const ahead = { end: end + 1000n * hour, finished: end };
    for (const age of [25n * hour, 1000n * hour - 1n, 1000n * hour, 1001n * hour])
      expect(judgeFreshness(ahead, declared, end + age)).toMatchObject({ state: 'breached', age });
  });

  it('is none where clocks disagree', () => {
    const later = { end: end + 1n, finished: end + 1n };
    expect(judgeFreshness(later, declared, end)).toMatchObject({ state: null, age: -1n });
  });
});
