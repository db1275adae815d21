import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naivePick } from '../../../../core/join/naive-pick.ts';
import { compareRows } from '../../../../core/view/later.ts';
import { pick } from '../../../../core/view/pick.ts';
import { naiveStrategies } from '../../../../core/join/request.ts';
import type { TimelineRow } from '../../../../core/rpc/host-api.ts';
import { readAt } from '../../../../renderer/cells/leakage/reading.ts';

const instants = fc.bigInt({ min: -20n, max: 20n });
const rows = fc
  .array(fc.record({ t: instants, c: fc.option(instants), a: fc.option(instants), isNull: fc.boolean() }), {
    maxLength: 12,
  })
  .map((found) =>
    found
      .map(({ isNull, ...row }, i): TimelineRow => ({
        ...row,
        order: BigInt(i),
        numbers: [i],
        texts: [isNull ? null : 'x'],
      }))
      .toSorted(compareRows),
  );
const rule = fc.record({
  boundary: fc.constantFrom('inclusive' as const, 'strict' as const),
  ttl: fc.option(fc.bigInt({ min: 1n, max: 15n })),
  available: fc.boolean(),
  embargo: fc.bigInt({ min: 0n, max: 4n }),
});

describe('a reading', () => {
  it('is what both joins pick, wherever the label is dragged to', () => {
    fc.assert(
      fc.property(rows, instants, rule, fc.constantFrom(...naiveStrategies), (found, at, rules, strategy) => {
        const reading = readAt({ rows: found }, 0, at, rules, strategy);
        expect(reading.picked).toBe(pick(found, at, rules));
        expect(reading.naive).toBe(naivePick(found, at, strategy, rules));
        expect(reading.verdicts).toHaveLength(found.length);
        if (reading.leaks) {
          expect(reading.peek >= 0n && found[reading.naive!]!.texts[0] !== null).toBe(true);
          expect(reading.naive).not.toBe(reading.picked);
        }
      }),
      { numRuns: 2000, seed: 11 },
    );
  });
});
