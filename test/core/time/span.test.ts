import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../core/time/duration.ts';
import { longSpan, saySpan, shortSpan } from '../../../core/time/span.ts';

const span = (text: string): bigint => parseDuration(text)!;

describe('a span', () => {
  it('is short in a grid: one unit, the nearest', () => {
    expect(shortSpan(span('9d') + span('11h'))).toBe('9d');
    expect(shortSpan(span('9d') + span('23h'))).toBe('10d');
    expect(shortSpan(span('23h') + span('50m'))).toBe('1d');
    expect(shortSpan(span('3h'))).toBe('3h');
    expect(shortSpan(-span('80s'))).toBe('-1m');
    expect(shortSpan(span('23d'), { signed: true })).toBe('+23d');
    expect(shortSpan(2400n)).toBe('2ms');
    expect(shortSpan(1n)).toBe('1µs');
    expect(shortSpan(0n, { signed: true })).toBe('0s');
  });

  it('is longer beside a chart: two units where the second says something', () => {
    expect(longSpan(span('130m'))).toBe('2 h 10 m');
    expect(longSpan(span('23d') + span('5h'), { signed: true })).toBe('+23 d');
    expect(longSpan(span('2d') + span('5h'))).toBe('2 d 5 h');
    expect(longSpan(span('2d') + span('5m'))).toBe('2 d');
    expect(longSpan(span('2d') + span('5h') + span('40m'))).toBe('2 d 6 h');
    expect(longSpan(span('2h') + span('59m') + span('50s'))).toBe('3 h');
    expect(longSpan(span('9d') + span('23h') + span('50m'))).toBe('10 d');
    expect(longSpan(span('14d') + span('13h'))).toBe('15 d');
    expect(longSpan(-span('1s') - 400_000n)).toBe('-1 s');
  });

  it('is a word in a sentence', () => {
    expect(saySpan(span('9d'))).toBe('9 days');
    expect(saySpan(span('1h'))).toBe('1 hour');
    expect(saySpan(0n)).toBe('0 seconds');
    expect(saySpan(span('5h') + span('36m'))).toBe('6 hours');
    expect(saySpan(span('23h') + span('50m'))).toBe('1 day');
    expect(saySpan(-span('59s') - 600_000n)).toBe('1 minute');
  });
});
