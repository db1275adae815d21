import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leading, lessonNotebook } from './lesson-notebook.ts';
import { lessonFile, readme } from './questions.ts';

interface Visit {
  member: string;
  day: string;
  tier: string;
  visits: number;
  minutes: number;
}

const lesson = lessonNotebook('fine-in-march');
const text = readme('fine-in-march');
let connection: DuckDBConnection;
let all: Visit[];
let [march, may, sunday]: [Visit[], Visit[], Visit[]] = [[], [], []];

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const file = lessonFile('fine-in-march', 'data/visits.parquet');
  const read = await connection.runAndReadAll(
    `SELECT member_id AS member, event_timestamp::DATE::VARCHAR AS day, tier, visits::INT AS visits, minutes::INT AS minutes FROM '${file}'`,
  );
  all = read.getRowObjectsJson() as unknown as Visit[];
  const between = (from: string, to: string) => all.filter(({ day }) => day >= from && day < to);
  [march, may, sunday] = [
    between('2024-03-01', '2024-04-01'),
    between('2024-05-01', '2024-06-01'),
    between('2024-05-26', '2024-05-27'),
  ];
});
afterAll(() => connection.closeSync());

const mean = (rows: Visit[]) => rows.reduce((sum, { minutes }) => sum + minutes, 0) / rows.length;
const gold = (rows: Visit[]) => Math.round((100 * rows.filter(({ tier }) => tier === 'gold').length) / rows.length);

/** The PSI of visits, by deciles of the first; written out here again. */
function psiOfVisits(before: number[], after: number[]): number {
  const sorted = [...before].sort((a, b) => a - b);
  const edges = Array.from({ length: 9 }, (_, i) => {
    const at = ((i + 1) / 10) * (sorted.length - 1);
    const low = sorted[Math.floor(at)]!;
    return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
  });
  const bins = [...new Set(edges)];
  const shares = (values: number[]) =>
    [...bins, Infinity].map((edge, i) => {
      const n = values.filter((value) => value <= edge && (i === 0 || value > bins[i - 1]!)).length;
      return Math.max(1e-4, n / values.length);
    });
  const [p, q] = [shares(before), shares(after)];
  return p.reduce((sum, share, i) => sum + (q[i]! - share) * Math.log(q[i]! / share), 0);
}

test('30 members of one distribution have a PSI over the handbook’s 0.25, and seldom one over the floor', () => {
  const visits = march.map((one) => one.visits);
  expect(sunday).toHaveLength(30);
  const found = psiOfVisits(
    visits,
    sunday.map((one) => one.visits),
  );
  expect(found.toFixed(2)).toBe('0.44');
  // Of March itself, again and again 30 of its rows against the others.
  let over = { handbook: 0, one: 0 };
  const draws = 400;
  for (let draw = 0; draw < draws; draw++) {
    const dealt = visits.map((value, i) => ({ value, at: (i * 7919 + draw * 104_729 + i * i * draw) % 15_485_863 }));
    const shuffled = dealt.sort((a, b) => a.at - b.at).map(({ value }) => value);
    const psi = psiOfVisits(shuffled.slice(30), shuffled.slice(0, 30));
    over = { handbook: over.handbook + Number(psi > 0.25), one: over.one + Number(psi > 1.1) };
  }
  expect(over.handbook / draws).toBeGreaterThan(0.1);
  expect(over.one / draws).toBeLessThan(0.03);
  lesson.answers('Visits, March against', (option) => option === 'Nothing yet');
  expect(text).toContain('a PSI of 0.44, from 30 members');
});

test('from March to May minutes and the contract moved', () => {
  expect([may.length, mean(march).toFixed(0), mean(may).toFixed(0), gold(march), gold(may)]).toEqual([
    ...[1402, '62', '48', 53, 29],
  ]);
  const psi = psiOfVisits(
    march.map(({ visits }) => visits),
    may.map(({ visits }) => visits),
  );
  expect(psi.toFixed(3)).toBe('0.005');
  lesson.answers('Of contract, visits', (option) => leading(option) === 2);
  expect(lesson.text).toContain('Visits last 48 minutes and not 62, and gold fell from 53 to 29 %');
});

test('who came in both months has the contract of before, and stays shorter', () => {
  const both = march.filter(({ member }) => may.some((one) => one.member === member));
  const members = new Set(both.map(({ member }) => member));
  expect(members.size).toBe(306);
  const contracts = (rows: Visit[]) =>
    new Set(rows.flatMap(({ member, tier }) => (members.has(member) ? `${member} ${tier}` : [])));
  expect(contracts(may)).toEqual(contracts(march));
  const stayed = may.filter(({ member }) => members.has(member));
  expect(mean(stayed)).toBeLessThan(0.85 * mean(both));
  lesson.answers('Gold became rare', (option) => option === 'By the members who are in both months');
  expect(text).toContain('none of these 306 has another contract than before');
});

test('minutes fell in the week of 29 April, for students and others alike', () => {
  const week = (from: string, to: string) => mean(all.filter(({ day }) => day >= from && day < to));
  expect(Math.abs(week('2024-04-22', '2024-04-29') - mean(march))).toBeLessThan(2);
  expect(week('2024-04-29', '2024-05-06')).toBeLessThan(mean(march) - 10);
  lesson.answers('In the strip', (option) => option === 'The week of 29 April');
});

test('the store keeps March: discounts doubled in the file, and it is past its limit since 30 March', async () => {
  const file = lessonFile('fine-in-march', 'data/offers.csv');
  const read = await connection.runAndReadAll(
    `SELECT month(event_timestamp)::INT AS month, avg(discount) AS discount, count(*)::INT AS n FROM '${file}' GROUP BY 1 ORDER BY 1`,
  );
  const [then, , now] = read.getRowObjectsJson() as unknown as { discount: number; n: number }[];
  expect([then!.n, now!.discount / then!.discount > 1.9]).toEqual([320, true]);
  // The last run copied what the file had until its end, which is what March had.
  lesson.answers('Compare the discounts', (option) => option === 'Nothing');
  const limit = new Date(Date.parse('2024-03-29T05:00:00Z') + 36 * 3_600_000).toISOString();
  expect(limit).toBe('2024-03-30T17:00:00.000Z');
  expect((Date.parse('2024-05-27T06:00:00Z') - Date.parse(limit)) / 86_400_000).toBeCloseTo(57.5, 1);
  lesson.answers('When could you', (option) => option === 'On 30 March');
  expect(lesson.left()).toEqual([]);
});
