import { describe, expect, it } from 'vitest';
import type { NaiveStrategy } from '../../../../../core/join/request.ts';
import type { Timeline } from '../../../../../core/rpc/host-api.ts';
import { formatInstant, parseInstant } from '../../../../../core/time/instant.ts';
import { readAt } from '../../../../../renderer/cells/leakage/reading.ts';
import { draw } from '../../../../../renderer/cells/leakage/time-machine/draw.ts';
import { frame } from '../../../../../renderer/cells/leakage/time-machine/frame.ts';
import { layOut } from '../../../../../renderer/cells/leakage/time-machine/layout.ts';
import { fitTime, toX } from '../../../../../renderer/cells/leakage/time-machine/scale.ts';
import type { Told } from '../../../../../renderer/cells/leakage/time-machine/told.ts';
import { rowWords, tellPlainly } from '../../../../../renderer/cells/leakage/time-machine/words.ts';

const day = 86_400_000_000n;
const labelAt = parseInstant('2024-05-01 09:00');
type RowText = [date: string, value: number | null, known?: string];

/** The example of the design: a TTL of 26 days, two late rows, a leak 23 days ahead. */
const rows: RowText[] = [
  ['2024-04-02', 120],
  ['2024-04-09', 210],
  ['2024-04-16', 160],
  ['2024-04-23', 240, '2024-04-24 12:00'],
  ['2024-04-29', 205, '2024-05-04'],
  ['2024-05-07', 330],
  ['2024-05-24 09:00', 372],
];

function timeline(texts: RowText[] = rows, ttl: bigint | null = 26n * day): Timeline {
  return {
    view: 'customer_stats_v1',
    label: { row: 0, at: labelAt, keys: [{ name: 'customer_id', value: 'c-0417' }], target: null },
    ttl,
    hasAvailable: true,
    features: [{ name: 'total_spend_30d', type: 'DOUBLE' }],
    rows: texts.map(([date, value, known], i) => ({
      t: parseInstant(date),
      c: null,
      a: parseInstant(known ?? date),
      order: BigInt(i),
      numbers: [value],
      texts: [value === null ? null : value.toFixed(1)],
    })),
    totalRows: texts.length,
    leftOut: [],
  };
}

function told(shown: Timeline, at = labelAt, strategy: NaiveStrategy = 'latest', embargo = 0n): Told {
  const rule = { boundary: 'inclusive' as const, ttl: shown.ttl, available: true, embargo };
  const reading = readAt(shown, 0, at, rule, strategy);
  return { timeline: shown, feature: 0, reading, strategy, ttl: shown.ttl, available: true, embargo };
}

const measure = (text: string) => text.length * 6.2;
function drawn(about: Told, width = 1018) {
  const { timeline: shown, reading, ttl } = about;
  const sight = { ...fitTime(shown.rows, shown.label.at ?? reading.at, ttl), width };
  const layout = layOut(shown, 0, sight, measure);
  return { layout, drawing: draw(layout, about, measure, new Map()) };
}

describe('the sentence under the time machine', () => {
  it('says what may be seen, what was not yet known, and what the naive join says', () => {
    expect(tellPlainly(told(timeline()))).toBe(
      'At 1 May 09:00 the model may see 240, from 8 days before, known 7 days before. ' +
        'The row of 29 Apr was true but not known until 4 May. ' +
        'The latest row says 372, which happened 23 days later.',
    );
  });

  it('changes with the label', () => {
    expect(tellPlainly(told(timeline(), parseInstant('2024-05-04')))).toBe(
      'At 4 May 00:00 the model may see 205, from 5 days before, known from that very moment. The latest row says 372, which happened 20 days later.',
    );
    expect(tellPlainly(told(timeline(), parseInstant('2024-05-24 09:00')))).toBe(
      'At 24 May 09:00 the model may see 372, from that very moment. The latest row says the same.',
    );
  });

  it('says why there is nothing to see', () => {
    const before = parseInstant('2024-04-01');
    expect(tellPlainly(told(timeline(), before))).toMatch(/may see nothing: nothing had happened yet\. The latest row/);
    expect(tellPlainly(told(timeline(), parseInstant('2024-07-01')))).toMatch(
      /may see nothing: the newest value has expired, 38 days old with a TTL of 26 days\. The latest row says 372, from 38 days before\.$/,
    );
    expect(tellPlainly(told(timeline([['2024-04-29', 1, '2024-05-04']])))).toMatch(
      /what had happened was not yet known/,
    );
    expect(tellPlainly(told(timeline([])))).toBe(
      'At 1 May 09:00 the model may see nothing: the entity has no rows here at all.',
    );
  });

  it('tells a leak of what was not yet known from one of what had not happened', () => {
    expect(tellPlainly(told(timeline(), labelAt, 'event-time'))).toMatch(
      /A join by event time alone says 205, which became known only 3 days later\.$/,
    );
  });

  it('tells when a row of the future happened from when it became known', () => {
    const says = (known: string, at = labelAt) =>
      tellPlainly(told(timeline([...rows.slice(0, 4), ['2024-05-07 09:00', 330, known]]), at))
        .split('. ')
        .at(-1);
    expect(says('2024-05-20 09:00')).toBe(
      'The latest row says 330, which happened 6 days later and became known 19 days later.',
    );
    expect(says('2024-05-07 15:00')).toBe('The latest row says 330, which happened 6 days later.');
    expect(says('2024-05-20 09:00', parseInstant('2024-05-07 09:00'))).toBe(
      'The latest row says 330, which happened at that very moment and became known 13 days later.',
    );
    const about = told(timeline([...rows.slice(0, 4), ['2024-05-07 09:00', 330, '2024-05-20 09:00']]));
    expect(drawn(about).drawing.texts.find(({ id }) => id === 'naive')!.text).toBe(
      'latest: 330, from 6 d in the future',
    );
  });

  it('calls a null from the future no leak', () => {
    const about = told(timeline([...rows.slice(0, 4), ['2024-06-01', null]]));
    expect(about.reading).toMatchObject({ future: true, leaks: false });
    expect(drawn(about).drawing.naive).toMatchObject({ look: 'ink', arrow: null });
  });

  it('says of any row what became of it', () => {
    const about = told(timeline(), parseInstant('2024-05-02'));
    expect(about.timeline.rows.map((_, i) => rowWords(about, i).split(' · ')[2])).toEqual([
      'expired: older than the TTL',
      'known, but older than the pick',
      'known, but older than the pick',
      'the as-of pick',
      'not known until 2024-05-04 00:00:00',
      'in the future',
      'in the future',
    ]);
  });
});

describe('an embargo', () => {
  const held = (texts: RowText[], embargo: bigint) => told(timeline(texts), labelAt, 'latest', embargo);

  it('is said with what the model may see, and of what it keeps out', () => {
    expect(tellPlainly(held(rows.slice(0, 4), 7n * day))).toBe(
      'At 1 May 09:00, with an embargo of 7 days, the model may see 160, from 15 days before. ' +
        'The row of 23 Apr was true but not known until 24 Apr, within the embargo. ' +
        'The latest row says 240, from 8 days before, known 7 days before.',
    );
    expect(tellPlainly(held([['2024-04-30', 5]], 2n * day))).toBe(
      'At 1 May 09:00, with an embargo of 2 days, the model may see nothing: nothing had happened before it. ' +
        'The latest row says 5, from 1 day before, within the embargo.',
    );
  });

  it('is told from the future on pointing at a row', () => {
    const seen: RowText[] = [
      ['2024-04-20', 1],
      ['2024-04-28', 2, '2024-04-30'],
      ['2024-04-30', 3],
      ['2024-05-03', 4],
    ];
    const about = held(seen, 2n * day);
    expect(seen.map((_, i) => rowWords(about, i).split(' · ')[2])).toEqual([
      'the as-of pick',
      'not known until 2024-04-30 00:00:00, within the embargo',
      'within the embargo',
      'in the future',
    ]);
  });

  it('is drawn up to the label, and the TTL up to it', () => {
    const { drawing, layout } = drawn(held(rows, 5n * day));
    const from = toX(layout.scale, labelAt - 5n * day);
    expect(drawing.embargo).toEqual({ from, to: drawing.x });
    expect(drawing.ttl!.to).toBe(from);
    const longer = drawn(held(rows, 12n * day)).drawing;
    expect(longer.texts.find(({ id }) => id === 'embargo')!.text).toBe('embargo 12 d');
    expect(drawn(told(timeline())).drawing.embargo).toBeNull();
  });

  it('that is longer than the TTL leaves nothing of it', () => {
    const { ttl } = drawn(held(rows, 30n * day)).drawing;
    expect(ttl!.to).toBeLessThanOrEqual(ttl!.from);
  });
});

describe('the drawing of a reading', () => {
  it('leads an arrow from the future back to the label, and one from the pick on to it', () => {
    const { drawing } = drawn(told(timeline()));
    expect(drawing.naive).toMatchObject({ look: 'leak', offstage: false });
    expect(drawing.naive!.x).toBeGreaterThan(drawing.x);
    expect(drawing.pick!.x).toBeLessThan(drawing.x);
    expect(drawing.pick!.arrow).not.toBeNull();
    expect(drawing.naive!.arrow!.lines.at(-1)!.x2).toBeCloseTo(drawing.x + 3, 0);
  });

  it('draws each row by what became of it', () => {
    const { drawing } = drawn(told(timeline()));
    const marks = (path: string) => path.split('M').length - 1;
    expect(Object.fromEntries(Object.entries(drawing.marks).map(([look, path]) => [look, marks(path)]))).toEqual({
      known: 3,
      future: 2,
      unknown_yet: 1,
      expired: 1,
    });
    expect(drawing.whiskers.map(({ late }) => late)).toEqual([true, false]);
  });

  it('says of each pick on its side of the line, as long as there is room for it', () => {
    let short = 0;
    for (let hour = 0; hour < 60 * 24; hour += 5) {
      const at = parseInstant('2024-04-01') + BigInt(hour) * 3_600_000_000n;
      for (const width of [1018, 640, 420]) {
        const { drawing, layout } = drawn(told(timeline(), at), width);
        for (const { id, text, x } of drawing.texts) {
          const mark = { pick: drawing.pick, naive: drawing.naive }[id];
          if (!mark) continue;
          if (!/, /.test(text)) short++;
          const isLeft = mark.x <= drawing.x;
          const room = isLeft ? drawing.x - layout.scale.left : layout.scale.right - drawing.x;
          const right = x + measure(text);
          if (isLeft ? right <= drawing.x : x >= drawing.x) continue;
          expect(room, `${text} at ${formatInstant(at)}, ${width} wide`).toBeLessThan(
            measure(text.split(', ')[0]!) + 16,
          );
        }
      }
    }
    expect(short).toBeGreaterThan(0);
  });

  it('says it in words that lie on no other words, wherever the label is', () => {
    for (let hour = 0; hour < 60 * 24; hour += 7) {
      const at = parseInstant('2024-04-01') + BigInt(hour) * 3_600_000_000n;
      for (const width of [1018, 640, 420]) {
        const { drawing } = drawn(told(timeline(), at), width);
        const boxes = drawing.texts.map(({ text, x, y }) => ({
          left: x,
          right: x + measure(text),
          top: y - 9,
          bottom: y + 2,
        }));
        boxes.forEach((a, i) =>
          boxes.slice(i + 1).forEach((b) => {
            const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            expect(apart || width < 640, `${drawing.texts.map(({ text }) => text).join(' | ')} at ${width}`).toBe(true);
          }),
        );
      }
    }
  });

  it('names both joins once where they pick the same row', () => {
    const { drawing } = drawn(told(timeline(rows.slice(0, 4))));
    expect(drawing.naive).toBeNull();
    expect(drawing.texts.find(({ id }) => id === 'pick')!.text).toBe('as of and latest: 240, 8 d 9 h old');
  });

  it('says where the TTL begins, or that it begins further back', () => {
    const text = (about: Told) => drawn(about).drawing.texts.find(({ id }) => id === 'ttl')?.text;
    expect(text(told(timeline()))).toBe('TTL 26 d reaches back to here');
    expect(text(told(timeline(rows, 900n * day)))).toBe('TTL 900 d reaches further back');
    expect(text(told(timeline(rows, null)))).toBeUndefined();
  });

  it('keeps a thousand rows to a few elements and off the screen what cannot be seen', () => {
    const many = Array.from({ length: 1200 }, (_, i): RowText => {
      const at = new Date(Date.UTC(2024, 0, 1) + i * 7_200_000).toISOString().slice(0, 16);
      return [at.replace('T', ' '), (i * 37) % 101];
    });
    const { drawing, layout } = drawn(told(timeline(many)));
    expect(layout.lines.length).toBeLessThan(2 * 1018);
    expect(Object.values(drawing.marks).join('').length).toBeLessThan(200_000);
    expect(drawing.whiskers.length).toBeLessThanOrEqual(60);
  });
});

describe('the values of a feature', () => {
  const lay = (type: string, values: (string | null)[], numbers: (number | null)[]) => {
    const shown = timeline(values.map((_, i): RowText => [`2024-04-${10 + i}`, 0]));
    shown.features[0]!.type = type;
    shown.rows.forEach((row, i) => {
      row.texts = [values[i]!];
      row.numbers = [numbers[i]!];
    });
    return layOut(shown, 0, { ...fitTime(shown.rows, labelAt, null), width: 800 }, measure).values;
  };

  it('stand on round numbers, from zero where that is near', () => {
    const { ticks } = lay('DOUBLE', ['120', '372'], [120, 372]);
    expect(ticks.map(({ text }) => text)).toEqual(['0', '100', '200', '300', '400']);
  });

  it('have a lane for null at the bottom', () => {
    const { ticks, ys } = lay('DOUBLE', ['1', null, '3'], [1, null, 3]);
    expect(ticks.at(-1)).toMatchObject({ text: 'null', quiet: true });
    expect(ys[1]!).toBeGreaterThan(ys[0]!);
    expect(ys[1]!).toBeLessThanOrEqual(frame.bottom);
  });

  it('stay on the axis when they are infinite or no number', () => {
    const { ys } = lay('DOUBLE', ['1', 'inf', 'nan', '5'], [1, Infinity, NaN, 5]);
    expect(ys.every((y) => y >= frame.top && y <= frame.bottom)).toBe(true);
  });

  it('are lanes for words, the rarer ones together', () => {
    expect(lay('VARCHAR', ['pro', 'basic', 'pro'], [null, null, null]).ticks.map(({ text }) => text)).toEqual([
      'basic',
      'pro',
    ]);
    const many = [...'aabbccddeefghij'];
    const { ticks } = lay(
      'VARCHAR',
      many,
      many.map(() => null),
    );
    expect(ticks.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd', 'e', '5 others']);
  });

  it('are dates for instants', () => {
    const { ticks } = lay('TIMESTAMP', ['2024-01-01', '2024-03-01'], [1_704_067_200, 1_709_251_200]);
    expect(ticks[0]!.text).toMatch(/^\d+ \w+ 202[34]$/);
  });
});
