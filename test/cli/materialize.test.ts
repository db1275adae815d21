import { describe, expect, it } from 'vitest';
import type { MaterializeReceipt } from '../../core/materialize/receipt.ts';
import { asof, folderOf, workspace } from './run-asof.ts';

const upTo = (end: string, ...more: string[]) => ['materialize', '--end', end, ...more];

describe('asof materialize', () => {
  it('writes to a store beside the workspace, with a receipt', async () => {
    const folder = folderOf(workspace);
    const { status, out } = await asof(folder, ...upTo('2024-03-09', '--json'));
    const { views } = JSON.parse(out) as MaterializeReceipt;
    const counts = { rows_read: 4, entities: 3, written: 3, kept_newer: 0 };
    const interval = { view: 'spend_v1', start: '2024-02-28T00:00:00Z', end: '2024-03-09T00:00:00Z' };
    expect([status, views]).toEqual([0, [{ ...interval, ...counts, seconds: expect.any(Number) as number }]]);
    expect((await asof(folder, ...upTo('2024-03-10'))).out).toContain('2024-03-09T00:00:00Z  2024-03-10T00:00:00Z');
  });

  it('says with --dry-run what would be written, and lets --fail-on judge it', async () => {
    const folder = folderOf(workspace);
    const dry = await asof(folder, ...upTo('2024-03-09', '--dry-run', '--fail-on', 'views.written>2'));
    expect([dry.status, dry.err]).toEqual([1, expect.stringContaining('views.spend_v1.written = 3') as string]);
    expect(dry.out).toMatch(/would write/);
    const looked = await asof(folder, 'lookup', '--features', 'spend_v1:spend', '--entity', 'customer_id=1', '--json');
    expect(JSON.parse(looked.out)).toMatchObject({
      results: [{ features: { spend_v1__spend: { status: 'missing' } } }],
    });
  });

  it('keeps one record of a view whose history is everybody’s, and one view under two names', async () => {
    const folder = folderOf({
      'asof.yaml': `
entities: [{name: place, join_keys: [place_id]}]
sources:
  - {name: fx, path: fx.csv, timestamp_field: at}
  - {name: weather, path: weather.csv, timestamp_field: at}
feature_views:
  - {name: fx, entities: [], source: fx, features: [{name: rate}]}
  - {name: weather, entities: [place], source: weather, features: [{name: warmth}]}
feature_services:
  - name: trip
    features:
      - fx:rate
      - {view: weather, as: origin, on: {place_id: origin_id}, features: [warmth]}
      - {view: weather, as: target, on: {place_id: target_id}, features: [warmth]}
`,
      'fx.csv': 'at,rate\n2024-03-01,0.91\n2024-03-02,0.95\n',
      'weather.csv': 'at,place_id,warmth\n2024-03-01,1,10\n2024-03-01,2,20\n',
      'log.csv': 'served_at,fx__rate\n2024-03-02,0.95\n',
    });
    const { views } = JSON.parse((await asof(folder, ...upTo('2024-03-03', '--json'))).out) as MaterializeReceipt;
    expect(views.map(({ view, written }) => [view, written])).toEqual([
      ['fx', 1],
      ['weather', 2],
    ]);
    const fx = JSON.parse((await asof(folder, 'lookup', '--features', 'fx:rate', '--json')).out) as object;
    expect(fx).toMatchObject({ results: [{ features: { fx__rate: { value: 0.95, status: 'present' } } }] });
    const asked = ['lookup', '--service', 'trip', '--entity', 'origin_id=1,target_id=2', '--json'];
    expect(JSON.parse((await asof(folder, ...asked)).out)).toMatchObject({
      results: [
        { features: { fx__rate: { value: 0.95 }, origin__warmth: { value: 10 }, target__warmth: { value: 20 } } },
      ],
    });
    const again = await asof(folder, ...upTo('2024-03-03', '--views', 'fx'));
    expect([again.status, again.out]).toEqual([
      0,
      expect.stringContaining('fx: nothing was read: no row of fx is from'),
    ]);
    for (const more of [[], ['--against', 'log.csv']]) {
      const skew = await asof(folder, 'skew', '--features', 'fx:rate', ...more);
      expect([skew.status, skew.err.trim().split('\n')]).toEqual([2, [expect.stringContaining('fx has no entities')]]);
    }
  });

  it.each([
    [
      upTo('2024-03-09', '--views', 'spend_v2'),
      2,
      'there is no feature view called "spend_v2" (did you mean "spend_v1"?',
    ],
    [upTo('2024-03-09', '--start', '2025-01-01'), 2, '--start is after --end'],
    [upTo('tomorrow'), 2, '"tomorrow" is not a timestamp'],
    [['lookup', '--features', 'spend_v1'], 2, 'no entity is asked for'],
    [['lookup', '--features', 'spend_v1', '--entity', 'c1'], 2, '"c1" is not an entity'],
    [['lookup', '--service', 'modle_v1', '--entity', 'customer_id=1'], 2, 'did you mean "model_v1"?'],
  ])('%j ends with %i and one line', async (args, expected, line) => {
    const { status, out, err } = await asof(folderOf(workspace), ...args);
    expect([status, out, err.trim().split('\n').length]).toEqual([expected, '', 1]);
    expect(err).toContain(line);
  });

  it('ends with 3 where the store cannot be reached', async () => {
    const online = 'online_store: {type: redis, url: "redis://:secret@127.0.0.1:1/0"}\n';
    const { status, err } = await asof(
      folderOf({ ...workspace, 'asof.yaml': workspace['asof.yaml'] + online }),
      ...upTo('2024-03-09'),
    );
    expect([status, err]).toEqual([3, expect.stringContaining('cannot reach redis://127.0.0.1:1') as string]);
    expect(err).not.toContain('secret');
  });
});

describe('asof lookup', () => {
  it('gives values with their statuses, exact integers and ISO times', async () => {
    const big = 'customer_id,at,spend,tier\n1,2024-03-08,9007199254740993,\n2,2024-02-28,5,a\n';
    const folder = folderOf({ ...workspace, 'data/spend.csv': big });
    await asof(folder, ...upTo('2024-03-09'));
    const entities = ['1', '2', '3'].flatMap((id) => ['--entity', `customer_id=${id}`]);
    const { status, out } = await asof(
      folder,
      'lookup',
      '--service',
      'model_v1',
      ...entities,
      '--now',
      '2024-03-10',
      '--json',
    );
    expect(status).toBe(0);
    expect(out).toContain('"value": 9007199254740993,');
    const report = JSON.parse(out) as { now: string; results: unknown[] };
    const { now, results } = report;
    expect([Object.keys(report), now]).toEqual([['now', 'results'], '2024-03-10T00:00:00Z']);
    const gate = ['--fail-on', 'statuses.expired>1', '--fail-on', 'statuses.missing>2'];
    const judged = await asof(folder, 'lookup', '--service', 'model_v1', ...entities, '--now', '2024-03-10', ...gate);
    expect([judged.status, judged.err]).toEqual([1, expect.stringMatching(/statuses.expired = 2/) as string]);
    expect(judged.err).not.toContain('missing');
    expect(results[1]).toEqual({
      entity: { customer_id: '2' },
      features: {
        spend_v1__spend: { value: null, status: 'expired', event_timestamp: '2024-02-28T00:00:00Z' },
        spend_v1__tier: { value: null, status: 'expired', event_timestamp: '2024-02-28T00:00:00Z' },
      },
    });
  });
});

describe.each(['materialize', 'lookup'])('asof %s --help', (command) => {
  it('lists each option of its own with what it does', async () => {
    const { status, out, err } = await asof(folderOf(), command, '--help');
    expect([status, err]).toEqual([0, '']);
    const own = {
      materialize: ['--views', '--start', '--end', '--dry-run'],
      lookup: ['--entity', '--now', '--defaults'],
    };
    for (const option of [...own[command as 'lookup'], '--fail-on', '--json'])
      expect(out).toMatch(new RegExp(`${option}\\b.*\\w{3}`));
  });
});
