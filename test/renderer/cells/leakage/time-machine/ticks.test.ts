import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../../../core/time/instant.ts';
import { timeTicks } from '../../../../../core/time/time-ticks.ts';
import { clearTicks } from '../../../../../renderer/cells/leakage/time-machine/clear-ticks.ts';

const scale = (from: string, to: string, width = 900) => ({
  from: parseInstant(from),
  to: parseInstant(to),
  left: 60,
  right: 60 + width,
});
const texts = (from: string, to: string, width?: number) => timeTicks(scale(from, to, width)).map((tick) => tick.text);

describe('ticks of an axis of time', () => {
  it('stand on Mondays over weeks, and name the year once', () => {
    expect(texts('2024-04-01', '2024-05-20')).toEqual([
      '1 Apr 2024',
      '8 Apr',
      '15 Apr',
      '22 Apr',
      '29 Apr',
      '6 May',
      '13 May',
      '20 May',
    ]);
  });

  it('name the year again where it turns', () => {
    expect(texts('2023-11-15', '2024-04-15', 600)).toEqual(['Dec 2023', 'Jan 2024', 'Feb', 'Mar', 'Apr']);
  });

  it('name the hour within a day, and the day where it begins', () => {
    expect(texts('2024-05-01 18:00', '2024-05-02 12:00', 600)).toEqual([
      '1 May 18:00',
      '21:00',
      '2 May',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
    ]);
  });

  it('go from centuries down to microseconds', () => {
    expect(texts('1850-01-01', '2350-01-01', 800)).toEqual(['1900', '2000', '2100', '2200', '2300']);
    expect(texts('2024-05-01 09:00:00.000100', '2024-05-01 09:00:00.000104', 400)).toEqual([
      '1 May :00.000100',
      ':00.000101',
      ':00.000102',
      ':00.000103',
      ':00.000104',
    ]);
  });

  it('are whole before 1970', () => {
    expect(texts('1969-12-29', '1970-01-02', 500)).toEqual(['29 Dec 1969', '30 Dec', '31 Dec', '1 Jan 1970', '2 Jan']);
  });

  it('never stand nearer than their texts are wide, at any span', () => {
    for (let power = 2; power < 17; power++) {
      const axis = {
        from: 1_714_000_000_000_000n,
        to: 1_714_000_000_000_000n + 10n ** BigInt(power),
        left: 0,
        right: 700,
      };
      const ticks = timeTicks(axis);
      expect(ticks.length).toBeLessThanOrEqual(9);
      if (power < 16) expect(ticks.length).toBeGreaterThan(0);
    }
  });

  it('give way to the text of the label', () => {
    const axis = scale('2024-04-01', '2024-05-20');
    const clear = clearTicks(timeTicks(axis), axis, { x: 300, width: 150 }, 6.6);
    expect(clear.map((tick) => tick.text)).toEqual(['1 Apr 2024', '8 Apr', '29 Apr', '6 May', '13 May', '20 May']);
  });
});
