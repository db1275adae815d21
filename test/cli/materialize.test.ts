import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MaterializeReceipt } from '../../core/materialize/receipt.ts';
import { openOnlineStore } from '../../core/node/online/open.ts';
import { Random } from '../support/random.ts';
import { RedisServer } from '../support/redis.ts';
import { storedRecords } from '../support/stored-records.ts';
import { asof, folderOf, start, workspace } from './run-asof.ts';

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
    expect(JSON.parse(looked.out)).toMatchObject({ statuses: { missing: 1, present: 0 } });
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
    const { now, statuses, results } = JSON.parse(out) as { now: string; statuses: object; results: unknown[] };
    expect([now, statuses]).toEqual(['2024-03-10T00:00:00Z', { present: 1, null: 1, missing: 2, expired: 2 }]);
    expect(results[1]).toEqual({
      entity: { customer_id: '2' },
      features: {
        spend_v1__spend: { value: null, status: 'expired', event_timestamp: '2024-02-28T00:00:00Z' },
        spend_v1__tier: { value: null, status: 'expired', event_timestamp: '2024-02-28T00:00:00Z' },
      },
    });
  });
});

describe('a run that is killed at any moment and run again', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());

  const customers = 8000;
  const lines = (at: string, factor: number) =>
    Array.from({ length: customers }, (_, i) => `${i},${at},${i * factor},t${i}`).join('\n');
  const data = `customer_id,at,spend,tier\n${lines('2024-03-01', 1)}\n${lines('2024-03-05', 2)}\n`;

  it.each(['embedded', 'Redis'])('leaves old or new records and comes to the same end, on %s', async (kind) => {
    const type = kind === 'Redis' ? 'redis' : 'embedded';
    const online = type === 'redis' ? `online_store: {type: redis, url: "${redis.url}"}\n` : '';
    const random = new Random(type.length);
    const definition = { type, url: redis.url, layout: 'packed', expiry: {} } as const;
    let took = 0;
    for (let round = 0; round < 4; round++) {
      const project = `${type}-${round}`;
      const folder = folderOf({
        'asof.yaml': workspace['asof.yaml'].replace('project: shop', `project: ${project}`) + online,
        'data/spend.csv': data,
      });
      expect((await asof(folder, ...upTo('2024-03-02'))).status).toBe(0);
      const began = performance.now();
      const { child, finished } = start(folder, ...upTo('2024-03-06'));
      // The first one is let be, to learn how long one takes.
      const timer = round > 0 && setTimeout(() => child.kill('SIGKILL'), took * (0.4 + 0.55 * random.next()));
      const { status } = await finished;
      if (timer) clearTimeout(timer);
      else took = performance.now() - began;

      const store = await openOnlineStore(definition, folder, {});
      const seen = async () => {
        const ages = { old: 0, new: 0 };
        for (const [entity, record] of await storedRecords(store, project, 'spend_v1')) {
          const id = BigInt(entity.slice('customer_id='.length));
          const isOld = record.t === 1_709_251_200_000_000n;
          expect(record.values).toEqual([isOld ? id : id * 2n, `t${id}`]);
          ages[isOld ? 'old' : 'new']++;
        }
        return ages;
      };
      const lastEnd = async () => (await store.views(project))[0]!.lastRun!.end;
      const after = await seen();
      expect(after.old + after.new).toBe(customers);
      // What is remembered as done is done.
      if ((await lastEnd()) === 1_709_683_200_000_000n) expect(after.old).toBe(0);
      else expect(status).not.toBe(0);
      expect((await asof(folder, ...upTo('2024-03-06'))).status).toBe(0);
      expect(await seen()).toEqual({ old: 0, new: customers });
      expect(await lastEnd()).toBe(1_709_683_200_000_000n);
      await store.close();
    }
  });
});
