import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstant, sayDate, sayInstant } from '../../../core/time/instant.ts';

const year = { min: Date.parse('0001-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59Z') };
const instants = fc
  .tuple(fc.integer(year), fc.integer({ min: 0, max: 999 }))
  .map(([milliseconds, micros]) => BigInt(milliseconds) * 1000n + BigInt(micros));

describe('parseInstant', () => {
  it('takes a date for its midnight and text without a zone for UTC', () => {
    expect(parseInstant('1970-01-01')).toBe(0n);
    expect(parseInstant('2024-03-01')).toBe(1_709_251_200_000_000n);
    expect(parseInstant('2024-03-01 09:00')).toBe(1_709_283_600_000_000n);
    expect(parseInstant(' 2024-03-01T09:00:00 ')).toBe(1_709_283_600_000_000n);
  });

  it('converts what has a zone', () => {
    for (const text of ['09:00:00Z', '10:00:00+01:00', '10:00+01', '04:30:00-0430', '09:00:00 UTC'])
      expect(parseInstant(`2024-03-01T${text}`), text).toBe(1_709_283_600_000_000n);
  });

  it('keeps microseconds and cuts off what is finer', () => {
    expect(parseInstant('1970-01-01T00:00:00.000001')).toBe(1n);
    expect(parseInstant('1970-01-01T00:00:00.1')).toBe(100_000n);
    expect(parseInstant('1970-01-01T00:00:00.123456789Z')).toBe(123_456n);
    expect(parseInstant('1969-12-31T23:59:59.999999')).toBe(-1n);
  });

  it('refuses days that no calendar has and anything else', () => {
    const wrong = [
      '2023-02-29',
      '2024-02-30',
      '2024-13-01',
      '2024-00-10',
      '2024-1-1',
      '2024-01-01 24:00:00',
      '0000-01-01',
    ];
    for (const text of [
      ...wrong,
      '2024-01-01 10:60',
      '2024-01-01T10',
      'today',
      '',
      '1709251200',
      '2024-01-01 10:00+99',
    ])
      expect(() => parseInstant(text), text).toThrow('is not a timestamp');
  });

  it('agrees with the calendar of the machine on every instant of years 1 to 9999', () => {
    fc.assert(
      fc.property(fc.integer(year), (milliseconds) => {
        expect(parseInstant(new Date(milliseconds).toISOString())).toBe(BigInt(milliseconds) * 1000n);
      }),
    );
  });
});

describe('formatInstant', () => {
  it('writes only as many digits after the second as it needs', () => {
    expect(formatInstant(1_714_554_000_000_000n)).toBe('2024-05-01 09:00:00');
    expect(formatInstant(1_714_554_000_500_000n)).toBe('2024-05-01 09:00:00.5');
    expect(formatInstant(-1n)).toBe('1969-12-31 23:59:59.999999');
  });

  it('is read back as the same instant', () => {
    fc.assert(fc.property(instants, (instant) => parseInstant(formatInstant(instant)) === instant));
  });

  it('sorts as text as the instants do', () => {
    fc.assert(fc.property(instants, instants, (a, b) => a < b === formatInstant(a) < formatInstant(b)));
  });
});

describe('an instant as a person says it', () => {
  it('has the day, the month and the minute, and the year on request', () => {
    expect(sayInstant(1_714_554_000_000_000n)).toBe('1 May 09:00');
    expect(sayInstant(1_714_554_000_000_000n, { year: true })).toBe('1 May 2024 09:00');
    expect(sayDate(-1n)).toBe('31 Dec');
    expect(sayDate(-1n, { year: true })).toBe('31 Dec 1969');
  });
});
