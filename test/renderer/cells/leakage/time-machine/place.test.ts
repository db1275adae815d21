import { describe, expect, it } from 'vitest';
import { Random } from '../../../../support/random.ts';
import {
  crosses,
  placeWords,
  spotsAround,
  type Box,
  type Segment,
  type Words,
} from '../../../../../renderer/cells/leakage/time-machine/place.ts';

const bounds = { x: 0, y: 0, width: 800, height: 170 };
const size = { width: 120, height: 14 };
const words = (id: string, x: number, y: number): Words => ({
  id,
  spots: spotsAround({ x, y, gap: 14 }, size, 'left'),
});
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('placing words', () => {
  it('takes the best spot where nothing is in the way', () => {
    const placed = placeWords([words('pick', 400, 90)], { bounds, boxes: [], lines: [] });
    expect(placed.get('pick')).toEqual({ box: { x: 266, y: 62, ...size }, spot: 0 });
  });

  it('goes round a line rather than over it', () => {
    const step: Segment = { x1: 200, y1: 70, x2: 400, y2: 70 };
    const { box } = placeWords([words('pick', 400, 90)], { bounds, boxes: [], lines: [step] }).get('pick')!;
    expect(crosses(step, box)).toBe(false);
  });

  it('never lays one text over another, and never leaves its bounds, however crowded', () => {
    const random = new Random(42);
    for (let n = 0; n < 300; n++) {
      const spot = () => ({ x: random.below(800), y: random.below(170) });
      const lines = Array.from({ length: 30 }, (): Segment => {
        const [from, to] = [spot(), spot()];
        return { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
      });
      const asked = ['a', 'b', 'c'].map((id) => {
        const { x, y } = spot();
        return { ...words(id, x, y), optional: id === 'c' };
      });
      const boxes = [...placeWords(asked, { bounds, boxes: [], lines }).values()].flatMap((place) => place?.box ?? []);
      expect(boxes.length).toBeGreaterThanOrEqual(2);
      boxes.forEach((box, i) => {
        expect(box.x >= 0 && box.y >= 0 && box.x + 120 <= 800 && box.y + 14 <= 170).toBe(true);
        expect(boxes.slice(i + 1).some((other) => overlap(box, other))).toBe(false);
      });
    }
  });

  it('leaves out an optional text that has no free place', () => {
    const full = [{ x: 0, y: 0, width: 800, height: 170 }];
    const late = { ...words('late', 400, 90), optional: true };
    const placed = placeWords([words('pick', 400, 90), late], { bounds, boxes: full, lines: [] });
    expect(placed.get('late')).toBeNull();
    expect(placed.get('pick')).not.toBeNull();
  });

  it('stays where it stood while that is nearly as good', () => {
    const around = { bounds, boxes: [], lines: [] };
    expect(placeWords([words('pick', 400, 90)], around, new Map([['pick', 3]])).get('pick')!.spot).toBe(3);
    expect(placeWords([words('pick', 400, 90)], around, new Map([['pick', 20]])).get('pick')!.spot).toBe(0);
  });
});
