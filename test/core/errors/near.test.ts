import { describe, expect, it } from 'vitest';
import { nearest } from '../../../core/errors/near.ts';

describe('nearest', () => {
  it('finds the name that was meant: a letter more, less, other or swapped, in any case', () => {
    const names = ['event_timestamp', 'churn', 'ts'];
    for (const typo of ['event_timestmp', 'evnet_timestamp', 'EVENT_TIMESTAMP', 'eventtimestamp'])
      expect(nearest(typo, names), typo).toBe('event_timestamp');
    expect(nearest('chrun', names)).toBe('churn');
    expect(nearest('st', names)).toBe('ts');
  });

  it('finds none where nothing is near', () => {
    expect(nearest('amount', ['event_timestamp', 'churn', 'ts'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
    expect(nearest('', ['ab'])).toBeUndefined();
  });
});
