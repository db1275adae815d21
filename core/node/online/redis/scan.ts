import type { Run } from '../../../engine/engine.ts';
import { throwIfCancelled } from '../../../online/cancelled.ts';
import type { RecordCount } from '../../../online/online-store.ts';
import type { RedisConnection } from './connection.ts';
import { getMany } from './get.ts';
import { recordPrefix, recordSuffix } from './keys.ts';

/** Keys that Redis looks at in one step, and keeps other clients waiting for. */
const scanCount = 1000;
/** Of a listing for a sample: a fifth of a million keys, be they of whichever view. */
const mostParts = 200;

/** The keys of a view's records, part by part; the next part is on its way while one is used. */
export async function* listKeys(
  connection: RedisConnection,
  project: string,
  view: string,
  run?: Run,
): AsyncIterable<string[]> {
  yield* listMatching(connection, `${recordPrefix(project)}*${recordSuffix(view)}`, run);
}

/**
 * The entities of some records of each view: those that Redis lists first, whose order is that of hashes. All views are
 * looked for in the same parts.
 */
export async function sampleNames(
  connection: RedisConnection,
  project: string,
  views: readonly string[],
  most: number,
  run?: Run,
): Promise<string[][]> {
  const prefix = recordPrefix(project);
  const found = new Map(views.map((view) => [recordSuffix(view), new Set<string>()]));
  let parts = 0;
  for await (const keys of listMatching(connection, `${prefix}*`, run)) {
    for (const key of keys) {
      const end = key.lastIndexOf('}:');
      const names = found.get(key.slice(end));
      if (names && names.size < most) names.add(key.slice(prefix.length, end));
    }
    if (++parts >= mostParts || [...found.values()].every(({ size }) => size >= most)) break;
  }
  return [...found.values()].map((names) => [...names]);
}

/**
 * How many records each view has: all are counted where the listing ends in time, else it is told from how many of the
 * keys that were listed are its own, on each server.
 */
export async function countNames(
  connection: RedisConnection,
  project: string,
  views: readonly string[],
  run?: Run,
): Promise<RecordCount[]> {
  const prefix = recordPrefix(project);
  const suffixes = new Map(views.map((view, i) => [recordSuffix(view), i]));
  const counts = views.map(() => ({ records: 0, isExact: true }));
  for (const node of connection.masters()) {
    const own = views.map(() => new Set<string>());
    let [listed, parts, cursor] = [0, 0, '0'];
    do {
      throwIfCancelled(run);
      const [next, keys] = await connection.ask(() => node.scan(cursor, 'COUNT', scanCount));
      for (const key of keys) {
        const place = key.startsWith(prefix) ? suffixes.get(key.slice(key.lastIndexOf('}:'))) : undefined;
        if (place !== undefined) own[place]!.add(key);
      }
      listed += keys.length;
      cursor = next;
    } while (cursor !== '0' && ++parts < mostParts);
    const all = cursor === '0' ? listed : await connection.ask(() => node.dbsize());
    own.forEach((names, i) => {
      counts[i]!.records += cursor === '0' ? names.size : Math.round((names.size / listed) * all);
      counts[i]!.isExact &&= cursor === '0';
    });
  }
  return counts;
}

/** All keys like a pattern, part by part. */
export async function* listMatching(connection: RedisConnection, pattern: string, run?: Run): AsyncIterable<string[]> {
  for (const node of connection.masters()) {
    const list = (cursor: string) =>
      told(connection.ask(() => node.scan(cursor, 'MATCH', pattern, 'COUNT', scanCount)));
    throwIfCancelled(run);
    for (let part: Promise<[string, string[]]> | null = list('0'); part;) {
      const [next, keys]: [string, string[]] = await part;
      throwIfCancelled(run);
      part = next === '0' ? null : list(next);
      yield keys;
    }
  }
}

/** The same with what the keys hold. */
export async function* listValues(
  connection: RedisConnection,
  project: string,
  view: string,
  run?: Run,
): AsyncIterable<{ keys: string[]; values: (Buffer | null)[] }> {
  let before: { keys: string[]; asked: Promise<(Buffer | null)[]> } | null = null;
  for await (const keys of listKeys(connection, project, view, run)) {
    const asked = told(connection.ask((client) => getMany(client, keys)));
    if (before) yield { keys: before.keys, values: await before.asked };
    before = { keys, asked };
  }
  if (before) yield { keys: before.keys, values: await before.asked };
}

/** Whoever awaits it is told of its failure; until then it is no unhandled rejection. */
function told<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
