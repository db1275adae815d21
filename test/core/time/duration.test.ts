import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../core/time/duration.ts';

describe('parseDuration', () => {
  it('reads a whole number and s, m, h, d or w', () => {
    expect(parseDuration('1s')).toBe(1_000_000n);
    expect(parseDuration('15m')).toBe(900_000_000n);
    expect(parseDuration('24h')).toBe(parseDuration('1d'));
    expect(parseDuration('2w')).toBe(parseDuration('14d'));
    expect(parseDuration(' 30d ')).toBe(2_592_000_000_000n);
  });

  it('takes zero and nothing for no limit', () => {
    for (const nothing of [undefined, null, '', '  ', 0, '0', '0d', '0s']) expect(parseDuration(nothing)).toBeNull();
  });

  it('refuses what is negative, fractional, without a unit, in another unit or longer than a thousand years', () => {
    for (const text of [
      '-5d',
      '1.5h',
      '30',
      30,
      'd',
      '30 days',
      '1y',
      '1M',
      '5D',
      '1d 2h',
      '99999999999999w',
      '1001w2',
      '366000d',
    ])
      expect(() => parseDuration(text), String(text)).toThrow('is not a duration');
    expect(parseDuration('365250d')).not.toBeNull();
  });
});

describe('formatDuration', () => {
  it('writes the greatest unit that the duration is whole in', () => {
    expect(formatDuration(parseDuration('30d'))).toBe('30d');
    expect(formatDuration(parseDuration('48h'))).toBe('2d');
    expect(formatDuration(parseDuration('90m'))).toBe('90m');
    expect(formatDuration(parseDuration('2w'))).toBe('14d');
    expect(formatDuration(null)).toBe('0');
  });

  it('is read back as the same duration', () => {
    const whole = fc.bigInt({ min: 1n, max: 30_000_000_000n }).map((seconds) => seconds * 1_000_000n);
    fc.assert(fc.property(whole, (duration) => parseDuration(formatDuration(duration)) === duration));
  });
});
