import { describe, expect, it } from 'vitest';
import type { DriftReport } from '../../core/drift/report.ts';
import { asof, folderOf } from './run-asof.ts';

/** 400 rows: the second half of the days has larger amounts and another plan; `same` stays as it is. */
const rows = Array.from({ length: 400 }, (_, i) => {
  const isLate = i >= 200;
  const day = String(1 + Math.floor(i / 20)).padStart(2, '0');
  const plan = isLate && i % 4 === 0 ? 'gold' : 'basic';
  return `${i},2024-03-${day},${((i * 37) % 200) + (isLate ? 150 : 0)},${(i * 53) % 100},${plan}`;
});
const files = {
  'asof.yaml': 'project: p\n',
  'days.csv': `id,event_timestamp,amount,same,plan\n${rows.join('\n')}\n`,
  'few.csv': `id,event_timestamp,amount,same,plan\n${rows.slice(0, 3).join('\n')}\n`,
  'text.csv': `id,event_timestamp,amount\n${rows.map((_, i) => `${i},2024-03-01,a${i % 3}`).join('\n')}\n`,
  'none.csv': 'id,event_timestamp,amount,same,plan\n',
  'other.csv': 'id,event_timestamp,cost\n1,2024-03-01,3\n',
};
const between = (reference: string, current: string) => ['drift', '--reference', reference, '--current', current];
const halves = between('days.csv@..2024-03-11', 'days.csv@2024-03-11..');

describe('asof drift', () => {
  it('says what moved between two stretches of time, what did not, and is a gate', async () => {
    const folder = folderOf(files);
    const said = await asof(folder, ...halves);
    expect([said.status, said.out.split('\n')[0]]).toEqual([
      0,
      '2 of 3 features moved; amount most: its mean rose from 99.5 to 249.5.',
    ]);
    const judged = await asof(folder, ...halves, '--json', '--fail-on', 'features.plan.drifted==true');
    expect([judged.status, judged.err]).toEqual([1, expect.stringContaining("'features.plan.drifted==true' holds")]);
    const { drifted, features, not_compared } = JSON.parse(judged.out) as DriftReport;
    // A file that nobody defined: what was guessed to be its key is said to be left out.
    const leftOut = expect.stringMatching(/^days\.csv: id is taken for the key, and is not compared \(/) as string;
    expect([not_compared, said.out.split('\n')[1]]).toEqual([[leftOut], leftOut]);
    expect([drifted, features.map(({ feature, drifted: moved }) => [feature, moved])]).toEqual([
      2,
      [
        ['amount', true],
        ['plan', true],
        ['same', false],
      ],
    ]);
    expect((await asof(folder, ...halves, '--fail-on', 'features.same.drifted==true')).status).toBe(0);
  });

  it('follows a feature that is asked for alone over time', async () => {
    const { out } = await asof(folderOf(files), ...halves, '--features', 'amount');
    const lines = out.trimEnd().split('\n').slice(-4);
    expect(
      lines.map((line) =>
        line
          .split(/ {2,}/)
          .slice(0, 3)
          .map((word) => word.trim()),
      ),
    ).toEqual([
      ['2024-02-26', '60', '-'],
      ['2024-03-04', '140', '-'],
      ['2024-03-11', '140', 'moved'],
      ['2024-03-18', '60', 'moved'],
    ]);
  });

  it('is a cell that checks make claims of', async () => {
    const cell = 'asof drift\nas: halves\nreference: days.csv@..2024-03-11\ncurrent: days.csv@2024-03-11..';
    const claims = ['same', 'amount'].map((name) => `asof check\nthat: halves.features.${name}.drifted == false`);
    const blocks = [cell, ...claims].map((text) => `\`\`\`${text}\n\`\`\`\n`);
    const folder = folderOf({ ...files, 'halves.md': ['---\nasof: 1\n---\n', ...blocks].join('\n') });
    const { status, out } = await asof(folder, 'run', 'halves.md');
    expect(status).toBe(1);
    expect(out).toContain('2 of 3 features moved; amount most');
    expect(out).toContain('passed: halves.features.same.drifted == false');
    expect(out).toContain('failed: halves.features.amount.drifted == false');
  });

  it('takes nothing for an all-clear that cannot be told', async () => {
    const folder = folderOf(files);
    const few = await asof(folder, ...between('days.csv', 'few.csv'), '--fail-on', 'drifted>0');
    expect([few.status, few.out.split(':')[0]]).toEqual([1, 'Whether anything moved cannot be told']);
    const none = await asof(
      folder,
      ...between('days.csv', 'none.csv'),
      '--features',
      'amount',
      '--fail-on',
      'drifted>0',
    );
    expect([none.status, none.out]).toEqual([1, expect.stringContaining('amount: the current table has no rows')]);
    const typed = await asof(
      folder,
      ...between('days.csv', 'text.csv'),
      '--features',
      'amount',
      '--fail-on',
      'drifted>0',
    );
    expect([typed.status, typed.out]).toEqual([1, expect.stringContaining('its type changed from')]);
  });

  it.each([
    [between('days.csv', 'nope.csv'), 'no such file: nope.csv'],
    [between('days.csv', 'other.csv'), 'the two have no column in common'],
    [between('days.csv@2024-03-09..2024-03-02', 'days.csv'), '"days.csv@2024-03-09..2024-03-02" ends before it begins'],
    [[...halves, '--features', 'amunt'], 'neither side has a feature "amunt" (did you mean "amount"?)'],
    [['drift', '--reference', 'days.csv'], '--current'],
    [between('days.csv', 'online'), 'days.csv has no feature of a view that is online'],
    [between('days.csv', 'online@2024-01-01..'), 'what is online is of now'],
    [between('online', 'online'), 'both sides are what is online'],
  ])('refuses %j in one line', async (asked, says) => {
    const { status, out, err } = await asof(folderOf(files), ...asked);
    expect([status, out, err]).toEqual([2, '', expect.stringContaining(says)]);
    expect(
      err
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('asof: ')),
    ).toHaveLength(1);
  });
});

/** 100 customers, each with a row in January and one, which is larger, in March; and a training set of January. */
const online = {
  'asof.yaml': `project: p
entities: [{name: customer, join_keys: [id]}]
sources: [{name: spend, path: spend.csv, timestamp_field: at}]
feature_views:
  - {name: spend_v1, entities: [customer], source: spend, features: [{name: amount}, {name: same}]}
  - {name: brief_v1, entities: [customer], source: spend, ttl: 1d, features: [{name: amount}]}
labels: [{name: churn, path: churn.csv, entities: [customer], timestamp_field: at}]
`,
  'spend.csv': ['id,at,amount,same']
    .concat(Array.from({ length: 200 }, (_, i) => `c${i % 100},2024-0${i < 100 ? 1 : 3}-10,${i},${(i * 37) % 100}`))
    .join('\n'),
  'churn.csv': ['id,at'].concat(Array.from({ length: 100 }, (_, i) => `c${i},2024-02-01`)).join('\n'),
};

describe('asof drift against what is online', () => {
  const drifted = (text: string) => {
    const { features } = JSON.parse(text) as DriftReport;
    return features.map((one) => [one.view, one.feature, one.drifted]);
  };
  const moved = [
    ['spend_v1', 'amount', true],
    ['spend_v1', 'same', false],
  ];

  it('compares a stretch of a view, and a training set, with the records that are served', async () => {
    const folder = folderOf(online);
    expect((await asof(folder, 'materialize', '--views', 'spend_v1', '--end', '2024-04-01')).status).toBe(0);
    const stretch = await asof(folder, ...between('spend_v1@..2024-02-01', 'online'), '--json');
    expect([stretch.err, drifted(stretch.out)]).toEqual(['', moved]);
    const joined = ['join', '--labels', 'churn', '--features', 'spend_v1:amount,spend_v1:same', '--out', 'set.parquet'];
    expect((await asof(folder, ...joined)).status).toBe(0);
    const set = await asof(folder, ...between('set.parquet', 'online'), '--json');
    expect([set.err, drifted(set.out).map(([, ...rest]) => rest)]).toEqual(['', moved.map(([, ...rest]) => rest)]);
    expect((await asof(folder, ...between('online', 'set.parquet'), '--fail-on', 'drifted>0')).status).toBe(1);
  });

  it('cannot tell of what was never written, or is past its TTL', async () => {
    const folder = folderOf(online);
    const never = await asof(folder, ...between('spend_v1', 'online'), '--fail-on', 'drifted>0');
    expect([never.status, never.out]).toEqual([
      1,
      expect.stringContaining(
        'amount: the current table has no rows (and 1 more).\nonline: there is no record of spend_v1\n',
      ),
    ]);
    expect((await asof(folder, 'materialize', '--views', 'brief_v1', '--end', '2024-03-10T12:00:00Z')).status).toBe(0);
    const old = await asof(folder, ...between('brief_v1', 'online'), '--fail-on', 'drifted>0');
    expect([old.status, old.out]).toEqual([
      1,
      expect.stringContaining('online: 100 of 100 records of brief_v1 are past its TTL of 1d, and are not compared\n'),
    ]);
  });
});
