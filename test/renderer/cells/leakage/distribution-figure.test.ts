import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../../core/time/instant.ts';
import { axisTicks } from '../../../../renderer/cells/leakage/distribution-figure.ts';

const texts = (low: number, high: number, isTime = false) => axisTicks(low, high, isTime).map(({ text }) => text);

describe('the axis of a distribution', () => {
  it('is marked at round numbers, whatever the bins', () => {
    expect(texts(0, 1354.2)).toEqual(['0', '500', '1000']);
    expect(texts(-0.03, 0.11)).toEqual(['0', '0.05', '0.1']);
    expect(texts(3, 3)).toEqual(['3']);
  });

  it('is marked at round times, where the values are', () => {
    const seconds = (text: string) => Number(parseInstant(text)) / 1e6;
    expect(texts(seconds('2024-04-29 07:31'), seconds('2024-05-24 03:02'), true)).toEqual([
      '6 May 2024',
      '13 May',
      '20 May',
    ]);
    expect(texts(seconds('2024-04-29'), seconds('2024-04-29'), true)).toEqual([]);
  });
});
