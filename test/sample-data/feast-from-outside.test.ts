import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { lessonNotebook } from './lesson-notebook.ts';
import { lessonFile, readme } from './questions.ts';
import { SqliteFile } from '../../core/node/online/feast/sqlite-file.ts';

interface Shift {
  courier: string;
  /** Of May, and of the hour. */
  at: string;
  came: string;
  depot: string;
  parcels: string;
  last: string | null;
  pause: string | null;
}

const lesson = lessonNotebook('feast-from-outside');
const text = readme('feast-from-outside');
let shifts: Shift[];
/** Courier -> feature -> the bytes that lie in SQLite, as hex, and the seconds of the row's time. */
const online = new Map<string, Map<string, { hex: string; seconds: number }>>();

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const read = await connection.runAndReadAll(
    `SELECT courier_id AS courier, event_timestamp::VARCHAR AS at, created::VARCHAR AS came, depot, parcels::VARCHAR AS parcels, last_parcel::VARCHAR AS last, break_at::VARCHAR AS pause FROM '${lessonFile('feast-from-outside', 'data/shifts.parquet')}'`,
  );
  shifts = read.getRowObjectsJson() as unknown as Shift[];
  connection.closeSync();
  const file = new SqliteFile(lessonFile('feast-from-outside', 'data/feast/online_store.db'), 'online_store.db');
  const rows = await file.rows('SELECT entity_key, feature_name, hex(value), event_ts FROM parcels_shifts_v1');
  await file.close();
  for (const [key, feature, hex, seconds] of rows) {
    const courier = new TextDecoder().decode((key as Uint8Array).slice(-4));
    const record = online.get(courier) ?? new Map<string, { hex: string; seconds: number }>();
    online.set(courier, record.set(String(feature), { hex: String(hex), seconds: Number(seconds) }));
  }
});

const latest = (courier: string) => shifts.filter((one) => one.courier === courier).at(-1)!;
const couriers = () => [...new Set(shifts.map(({ courier }) => courier))];
const timeOf = (courier: string) => online.get(courier)?.get('depot')!.seconds ?? null;
const seconds = (at: string) => Date.parse(`${at.replace(' ', 'T')}Z`) / 1000;
const now = seconds('2024-05-27 08:00:00');

/** A varint of a Value's field, written out here again. */
function integerOf(hex: string): bigint {
  const bytes = [...hex.slice(2).matchAll(/../g)].map(([byte]) => BigInt(`0x${byte}`));
  const value = bytes.reduce((sum, byte, i) => sum | ((byte & 127n) << BigInt(7 * i)), 0n);
  return BigInt.asIntN(64, value);
}

test('c-32 and three others are past the TTL, and what is online of them is there to be served', () => {
  const old = couriers().filter((courier) => timeOf(courier) !== null && now - timeOf(courier)! > 3 * 86_400);
  expect(old).toEqual(['c-30', 'c-31', 'c-32', 'c-33']);
  expect([latest('c-32').at, latest('c-32').parcels]).toEqual(['2024-05-17 20:00:00', '41']);
  expect(integerOf(online.get('c-32')!.get('parcels')!.hex)).toBe(41n);
  lesson.answers('Courier c-32', (option) => option === '41, PRESENT');
  expect(now - Math.min(...old.map((courier) => timeOf(courier)!))).toBe(9.5 * 86_400);
  expect(lesson.text).toContain('nine and a half days');
});

test('a null time is the least int64 online, of nine couriers', () => {
  expect([latest('c-16').at, latest('c-16').pause]).toEqual(['2024-05-26 20:00:00', null]);
  const written = (courier: string) => integerOf(online.get(courier)!.get('break_at')!.hex);
  expect(written('c-16')).toBe(-9223372036854775808n);
  lesson.answers('What does Feast answer when it is asked when', (option) => option.startsWith(`${written('c-16')},`));
  expect([...online.keys()].filter((courier) => written(courier) === -(2n ** 63n))).toHaveLength(9);
  expect(text).toContain('Of nine couriers the break is null');
});

test('what came after the run of its day is not online, of five and two couriers', () => {
  const late = shifts.filter(({ at, came }) => seconds(came) - seconds(at) > 6 * 3600);
  expect(new Set(late.map(({ depot, at, came }) => `${depot} ${at} ${came}`))).toEqual(
    new Set(['Hove 2024-05-25 20:00:00 2024-05-26 06:00:00']),
  );
  const older = late.filter(({ courier, at }) => timeOf(courier) !== null && timeOf(courier)! < seconds(at));
  const none = late.filter(({ courier }) => timeOf(courier) === null).map(({ courier }) => courier);
  expect([older.length, none]).toEqual([5, ['c-39', 'c-40']]);
  expect(older.map(({ courier }) => timeOf(courier))).toEqual(Array(5).fill(seconds('2024-05-24 20:00:00')));
  lesson.answers("When were Hove's shifts", (option) => option === 'Never');
  lesson.answers('Of 4 couriers', (option) => option === 'Fresh');
  expect(lesson.text).toContain('of 40 couriers 11 are served what is not so');
  expect(4 + older.length + none.length).toBe(11);
});

test('the odd numbers of Sunday are off by one, and c-03 has the first parcel of c-04', () => {
  const written = couriers().filter((courier) => latest(courier).at.startsWith('2024-05-26'));
  const pairs = written.flatMap((courier) => {
    const { last } = latest(courier);
    const { hex } = online.get(courier)!.get('last_parcel')!;
    return last === null ? [] : [{ courier, file: BigInt(last), served: integerOf(hex) }];
  });
  const wrong = pairs.filter(({ file, served }) => file !== served);
  expect([written.length - pairs.length, pairs.length, wrong.length]).toEqual([2, 27, 14]);
  expect(pairs.filter(({ file }) => file % 2n === 1n)).toEqual(wrong);
  for (const { file, served } of wrong) expect([-1n, 1n]).toContain(file - served);
  const served = pairs.find(({ courier }) => courier === 'c-03')!;
  lesson.answers('The last parcel of c-03', (option) => option === String(served.served));
  const next = latest('c-04');
  expect(BigInt(next.last!) - BigInt(next.parcels) + 1n).toBe(served.served);
  expect(text).toContain('14 of 27 parcel numbers, the odd ones, are off by one');
  expect(lesson.left()).toEqual([]);
});
