import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import { because, leading, lessonNotebook } from './lesson-notebook.ts';
import { Oracle, type PickedRow, type Strategy } from './oracle.ts';
import { lessonFile, logins, readme } from './questions.ts';

const lesson = lessonNotebook('three-rows');
const { text } = lesson;
const folder = mkdtempSync(join(tmpdir(), 'asof-lesson-'));
const all = { ...logins, source: lessonFile('three-rows', 'data/all_logins.csv') };
let oracle: Oracle;
/** Customer 42's rows: when, and how many. */
let rows: { day: number; count: number }[];
beforeAll(async () => {
  oracle = await Oracle.open();
  const found = await oracle.rows(
    sql`SELECT day(event_timestamp)::INT AS day, login_count::INT AS count FROM ${logins.source} ORDER BY event_timestamp`,
  );
  rows = found as unknown as typeof rows;
});
afterAll(() => {
  oracle.close();
  rmSync(folder, { recursive: true });
});

/** What a join picks for customers on days, of which the lesson says no target. */
function picks(labels: string[], strategy: Strategy, question = logins): Promise<PickedRow[]> {
  const file = join(folder, 'labels.csv');
  writeFileSync(file, ['customer_id,event_timestamp,churned', ...labels.map((label) => `${label},1`), ''].join('\n'));
  return oracle.picks({ ...question, labels: file }, strategy);
}

const leaks = ({ t, label_time }: PickedRow): boolean => t !== null && t > label_time;
const daysApart = ({ t, label_time }: PickedRow): number => (Date.parse(t!) - Date.parse(label_time)) / 86_400_000;

test('the three rows are those that the texts tell', () => {
  const told = rows.map(({ day, count }) => `${count}${count === 2 ? ' times' : ''} on ${day} March`).join(', ');
  expect(readme('three-rows')).toContain(`this month: ${told}.`);
});

test('what the model can be given on 3 March', async () => {
  const [pick] = await picks(['42,2024-03-03'], 'as-of');
  const asked = lesson.answers('On 3 March', (option) => leading(option) === Number(pick!.values[0]));
  const mean = rows.reduce((sum, { count }) => sum + count, 0) / rows.length;
  expect(asked.options.map((one) => leading(one.text))).toEqual([
    ...rows.map(({ count }) => count),
    Number(mean.toFixed(1)),
  ]);
  for (const { day, count } of rows) expect(because(asked, String(count))).toContain(`counted on ${day} March`);
});

test('what two lines of pandas give: the last row, and how far it lies', async () => {
  const [pick] = await picks(['42,2024-03-03'], 'latest');
  const asked = lesson.answers('Which number do these two lines', (option) => option === pick!.values[0]);
  expect(because(asked, '9')).toContain(`${daysApart(pick!)} days after`);
  expect(text).toContain(`its *peek*, here ${daysApart(pick!)} days.`);
});

test('where the line has to stand for nothing to leak', async () => {
  const days = Array.from({ length: 30 }, (_, i) => new Date(Date.UTC(2024, 1, 20 + i)).toISOString().slice(0, 10));
  const found = await picks(
    days.map((day) => `42,${day}`),
    'latest',
  );
  const free = days.filter((_, i) => !leaks(found[i]!));
  const isTrue: Record<string, boolean> = {
    'Nowhere, the naive join always leaks': free.length === 0,
    'On 7 March or later': days.every((day) => free.includes(day) === day >= '2024-03-07'),
    'Before 1 March': days.some((day) => day < '2024-03-01' && free.includes(day)),
  };
  const asked = lesson.answers('Where must the line stand', (option) => isTrue[option]!);
  expect(Object.keys(isTrue)).toEqual(asked.options.map((one) => one.text));
});

test('what is honest on 28 February, and what the last row says on the four days', async () => {
  const four = ['2024-02-28', '2024-03-03', '2024-03-05', '2024-03-08'].map((day) => `42,${day}`);
  const [honest, latest] = [await picks(four, 'as-of'), await picks(four, 'latest')];
  const asked = lesson.answers('On 28 February', (option) => option.startsWith(String(honest[0]!.values[0])));
  expect(honest[0]!.values).toEqual([null]);
  expect(because(asked, '9')).toContain(`${daysApart(latest[0]!)} days into the future`);
  expect(latest.filter(leaks)).toHaveLength(3);
  expect(text).toContain('leaks on three of the four days, and least where the label is latest');
  expect(latest.map(daysApart)).toEqual([8, 4, 2, -1]);
});

test('what the nearest row gives', async () => {
  const [pick] = await picks(['42,2024-03-03'], 'nearest');
  const asked = lesson.answers('For customer 42 on 3 March again', (option) => option === pick!.values[0]);
  const words = ['zero', 'one', 'two', 'three', 'four'];
  for (const { day, count } of rows)
    expect(because(asked, String(count))).toContain(`${words[Math.abs(day - 3)]!} day`);
  expect(daysApart(pick!)).toBe(1);
});

test('for how many of seven customers the last row leaks', async () => {
  const seven = await oracle.rows(
    sql`SELECT customer_id::VARCHAR AS k FROM ${lessonFile('three-rows', 'data/seven.csv')}`,
  );
  const labels = seven.map(({ k }) => `${String(k)},2024-03-03`);
  const [latest, honest] = [await picks(labels, 'latest', all), await picks(labels, 'as-of', all)];
  const leaking = latest.filter(leaks).map(({ key }) => key);
  const asked = lesson.answers('For how many of the seven', (option) => leading(option) === leaking.length);
  const differing = latest.filter(({ values }, i) => values[0] !== honest[i]!.values[0]);
  const atOnce = latest.filter(({ t, label_time }) => t === label_time);
  const found = latest.filter(({ t }) => t !== null);
  expect(asked.options.map((one) => leading(one.text))).toEqual(
    [differing, leaking, [...leaking, ...atOnce], found].map((some) => some.length),
  );
  expect(because(asked, '3')).toBe(`They are ${leaking.slice(0, -1).join(', ')} and ${leaking.at(-1)!}.`);
  expect(atOnce.map(({ key }) => key)).toEqual(['31']);
  const known = found.filter((one) => !leaks(one)).map(({ key }) => key);
  expect(because(asked, '6')).toBe(
    `The last rows of ${known.slice(0, -1).join(', ')} and ${known.at(-1)!} were known by then.`,
  );
});

test('the table of the seven is the file', async () => {
  const found = await oracle.rows(
    sql`SELECT customer_id AS k, string_agg(login_count || ' on ' || day(event_timestamp) || ' March', ', ' ORDER BY event_timestamp) AS said
FROM ${all.source} GROUP BY k`,
  );
  for (const { k, said } of found)
    expect(text.replaceAll(' at 00:00', '')).toContain(`| ${String(k)} | ${String(said)} |`);
  expect(text).toContain('| 58 | nothing |');
  expect(found).toHaveLength(6);
});

test('no question is left', () => expect(lesson.left()).toEqual([]));
