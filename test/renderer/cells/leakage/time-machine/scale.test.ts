import { describe, expect, it } from 'vitest';
import type { TimeScale } from '../../../../../core/time/time-ticks.ts';
import { parseInstant } from '../../../../../core/time/instant.ts';
import {
  fineness,
  fitTime,
  roundWithin,
  roundTo,
  toInstant,
  toX,
  zoomTime,
} from '../../../../../renderer/cells/leakage/time-machine/scale.ts';

const day = 86_400_000_000n;
const at = parseInstant('2024-05-01 09:00:00');
const scale: TimeScale = { from: at - 30n * day, to: at + 30n * day, left: 50, right: 650 };
const row = (days: number, late: number | null = null) => ({
  t: at + BigInt(days) * day,
  a: late === null ? null : at + BigInt(days + late) * day,
});

describe('a scale of time', () => {
  it('lays instants evenly between its ends and on beyond them', () => {
    expect([at - 30n * day, at, at + 30n * day, at + 36n * day].map((t) => toX(scale, t))).toEqual([50, 350, 650, 710]);
  });

  it('finds the instant at a pixel again, to the microsecond', () => {
    for (const x of [50, 123.25, 350, 649.5]) expect(toX(scale, toInstant(scale, x))).toBeCloseTo(x, 6);
  });

  it('moves a dragged label by a unit finer than a pixel, before 1970 too', () => {
    expect(fineness(scale)).toBe(3_600_000_000n);
    expect(roundTo(at + 1_900_000_000n, 3_600_000_000n)).toBe(at + 3_600_000_000n);
    expect(roundTo(-5_000_000n, 3_600_000_000n)).toBe(0n);
    expect(fineness({ ...scale, from: at, to: at + 600n })).toBe(1n);
  });

  it('shows all rows, the label, the TTL where it is near, and when late rows became known', () => {
    const sight = fitTime([row(-20), row(10, 3)], at, 25n * day);
    expect(sight.from < at - 25n * day && sight.from > at - 30n * day).toBe(true);
    expect(sight.to > at + 13n * day).toBe(true);
  });

  it('lets neither a TTL of years nor a row known years later squeeze the rows', () => {
    const sight = fitTime([row(-4), row(4, 4000)], at, 4000n * day);
    expect(sight.to - sight.from < 14n * day).toBe(true);
  });

  it('has room to drag in with one row, or none', () => {
    for (const rows of [[row(0)], []]) {
      const sight = fitTime(rows, at, null);
      expect(sight.from < at && at < sight.to).toBe(true);
    }
  });

  it('looks closer around an instant, which comes to stand in the middle', () => {
    const closer = zoomTime(scale, at + 10n * day, 0.5);
    expect(closer).toEqual({ from: at - 5n * day, to: at + 25n * day });
    expect(zoomTime({ from: 0n, to: 10n }, 5n, 0.001)).toEqual({ from: -45n, to: 55n });
  });

  it('keeps a dragged label at a round moment at the ends too, which are not round', () => {
    const hour = 3_600_000_000n;
    const [from, to] = [-hour + 17n, 7n * hour - 1n];
    expect(roundWithin(-9n * hour, hour, from, to)).toBe(0n);
    expect(roundWithin(9n * hour, hour, from, to)).toBe(6n * hour);
    expect(roundWithin(3n * hour + 5n, hour, from, to)).toBe(3n * hour);
    expect(roundWithin(9n, hour, 5n, 7n)).toBe(7n);
  });
});
