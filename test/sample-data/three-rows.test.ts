import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Oracle, type Strategy } from './oracle.ts';
import { logins, readme } from './questions.ts';

let oracle: Oracle;
beforeAll(async () => (oracle = await Oracle.open()));
afterAll(() => oracle.close());

const expected: { strategy: Strategy; value: string; peekHours: number | null }[] = [
  { strategy: 'as-of', value: '2', peekHours: null },
  { strategy: 'latest', value: '9', peekHours: 96 },
  { strategy: 'nearest', value: '5', peekHours: 24 },
  { strategy: 'same-day', value: '2', peekHours: null },
  { strategy: 'event-time', value: '2', peekHours: null },
];

test.each(expected)('the $strategy join says $value', async ({ strategy, value, peekHours }) => {
  const picks = await oracle.picks(logins, strategy);
  expect(picks.map((pick) => pick.values)).toEqual([[value]]);
  expect((await oracle.figures(logins, strategy)).peek?.max ?? null).toBe(peekHours);
});

test.each([
  { moved: '2024-03-05', asof: '5' },
  { moved: '2024-03-08', asof: '9' },
  { moved: '2024-02-29', asof: null },
])('with the label dragged to $moved the as-of value is $asof, and the latest still 9', async ({ moved, asof }) => {
  const folder = mkdtempSync(join(tmpdir(), 'asof-lesson-'));
  const labels = join(folder, 'labels.csv');
  writeFileSync(labels, `customer_id,event_timestamp,churned\n42,${moved},1\n`);
  try {
    const question = { ...logins, labels };
    expect((await oracle.picks(question, 'as-of'))[0]!.values).toEqual([asof]);
    expect((await oracle.picks(question, 'latest'))[0]!.values).toEqual(['9']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the README tells these values', () => {
  const text = readme('three-rows');
  expect(text).toContain('2 times on 1 March, 5 on 4 March, 9 on 7 March');
  expect(text).toContain('4 days after the moment');
  expect(text).toContain('Choose *nearest*: it takes the 5 of 4 March');
  expect(text).toContain('*Same-day* and *event-time* find the 2.');
});
