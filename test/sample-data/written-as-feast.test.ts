import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readDefinitions } from '../../core/model/read.ts';
import { openOnlineStore } from '../../core/node/online/open.ts';
import { entityKey } from '../../core/online/keys.ts';
import { readFeastValue } from '../../core/online/feast/value.ts';
import { couriersOnline, couriersRepository } from '../../sample-data/make/feast-from-outside.ts';
import { materializedByFeast, type FileRow } from '../../sample-data/make/feast/materialize.ts';
import { writeFeastRedis } from '../../sample-data/make/feast/redis.ts';
import { feastValue } from '../../sample-data/make/feast/value.ts';
import { server } from '../support/redis-for-a-test.ts';
import { lessonFile } from './questions.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('a value', () => {
  it('has the bytes that Feast 0.67 wrote', () => {
    expect(hex(feastValue('INT64', 853n))).toBe('20d506');
    expect(hex(feastValue('INT64', -1n))).toBe('20ffffffffffffffffff01');
    expect(hex(feastValue('STRING', ''))).toBe('1200');
    expect(hex(feastValue('INT64', null))).toBe('');
    expect(hex(feastValue('UNIX_TIMESTAMP', null))).toBe('4080808080808080808001');
    expect(hex(feastValue('UNIX_TIMESTAMP', 1772755200n))).toBe('4080b2a8cd06');
  });
});

describe('runs of materialize-incremental', () => {
  const view = { project: 'p', name: 'v', joinKey: 'k', features: { n: 'INT64' } } as const;
  const row = (entity: string, event: number, created: number, n: bigint | null): FileRow => ({
    ...{ entity, event, created },
    values: { n },
  });
  const online = (rows: FileRow[]) =>
    materializedByFeast(view, rows, [
      [0, 10],
      [10, 20],
    ]).map(({ event, values }) => [event, readFeastValue(values[0]!.bytes, 'n').value]);

  it('keep integers where no row has a null, and else round them as Feast did in repository b', () => {
    const [least, great] = [-9007199254740995n, 9007199254740993n];
    expect(online([row('a', 5, 5, least), row('b', 5, 5, great)])).toEqual([
      [5, least],
      [5, great],
    ]);
    expect(online([row('a', 5, 5, least), row('b', 5, 5, great), row('c', 5, 5, null)])).toEqual([
      [5, -9007199254740996n],
      [5, 9007199254740992n],
      [5, null],
    ]);
  });

  it('never read a row that came after the run of its time', () => {
    expect(online([row('a', 4, 4, 1n), row('a', 9, 12, 2n)])).toEqual([[4, 1n]]);
    expect(online([row('a', 4, 4, 1n), row('a', 9, 10, 2n)])).toEqual([[9, 2n]]);
    expect(online([row('a', 9, 12, 2n)])).toEqual([]);
  });
});

it('is read alike in a Redis and in SQLite, record by record', async () => {
  const { url } = await server();
  await writeFeastRedis(url, couriersRepository, couriersOnline());
  const path = lessonFile('feast-from-outside', 'asof.yaml');
  const text = readFileSync(path, 'utf8');
  const inRedis = text.replace(
    'type: feast-sqlite\n  path: data/feast/online_store.db',
    `type: feast-redis\n  url: ${url}`,
  );
  const couriers = Array.from({ length: 40 }, (_, i) => `c-${String(i + 1).padStart(2, '0')}`);
  const wanted = couriers.map((courier) => ({
    view: 'shifts_v1',
    entity: entityKey([{ name: 'courier_id', type: 'VARCHAR' }], [courier])!,
  }));
  const [first, second] = await Promise.all(
    [text, inRedis].map(async (one) => {
      const { definitions, problems } = readDefinitions(one, path);
      expect(problems).toEqual([]);
      const store = await openOnlineStore(definitions.onlineStore, dirname(path), {});
      onTestFinished(() => store.close());
      const found = await store.get('parcels', wanted);
      return {
        kind: store.info.kind,
        records: found.map((record) => record && { t: record.t, values: record.values }),
      };
    }),
  );
  expect([first!.kind, second!.kind]).toEqual(['feast-sqlite', 'feast-redis']);
  expect(first!.records.filter((record) => record === null)).toHaveLength(2);
  expect(second!.records).toEqual(first!.records);
});
