import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../core/time/duration.ts';
import { longSpan, saySpan, shortSpan } from '../../../core/time/span.ts';

const span = (text: string): bigint => parseDuration(text)!;

describe('a span', () => {
  it('is short in a grid: one unit, rounded towards zero', () => {
    expect(shortSpan(span('9d') + span('23h'))).toBe('9d');
    expect(shortSpan(span('3h'))).toBe('3h');
    expect(shortSpan(-span('90s'))).toBe('-1m');
    expect(shortSpan(span('23d'), { signed: true })).toBe('+23d');
    expect(shortSpan(2500n)).toBe('2ms');
    expect(shortSpan(1n)).toBe('1µs');
    expect(shortSpan(0n, { signed: true })).toBe('0s');
  });

  it('is longer beside a chart: two units where the second says something', () => {
    expect(longSpan(span('130m'))).toBe('2 h 10 m');
    expect(longSpan(span('23d') + span('5h'), { signed: true })).toBe('+23 d');
    expect(longSpan(span('2d') + span('5h'))).toBe('2 d 5 h');
    expect(longSpan(span('2d') + span('5m'))).toBe('2 d');
    expect(longSpan(-span('1s') - 500_000n)).toBe('-1 s');
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
