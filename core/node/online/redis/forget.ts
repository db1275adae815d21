import type { Run } from '../../../engine/engine.ts';
import type { RecordKey } from '../../../online/online-store.ts';
import type { RedisConnection } from './connection.ts';
import { leftPatterns, recordKey, viewsKey } from './keys.ts';
import { listKeys, listMatching } from './scan.ts';
import { disturb, forgetRuns } from './writer.ts';

/** False where there is no such record. */
export async function forgetInRedis(
  connection: RedisConnection,
  project: string,
  { view, entity }: RecordKey,
): Promise<boolean> {
  return (await connection.ask((client) => client.unlink(recordKey(project, view, entity)))) === 1;
}

/** Removes a view's records part by part, its runs before them and what is known of it after. Gives how many there were. */
export async function forgetRecords(
  connection: RedisConnection,
  project: string,
  view: string,
  run?: Run,
): Promise<number> {
  await forgetRuns(connection, project, view);
  let forgotten = 0;
  for await (const keys of listKeys(connection, project, view, run)) {
    // One by one, for in a cluster they lie in many slots; they go together all the same.
    const gone = await connection.ask((client) => Promise.all(keys.map((key) => client.unlink(key))));
    forgotten += gone.reduce((sum, one) => sum + one, 0);
    run?.progress?.({ phase: 'forgetting', of: view });
  }
  await disturb(connection, project, view);
  await connection.ask((client) => client.hdel(viewsKey(project), view));
  return forgotten;
}

/** Its marks too: a run that is under way misses them, and is not remembered. */
export async function forgetProject(connection: RedisConnection, project: string): Promise<void> {
  for (const pattern of leftPatterns(project))
    for await (const keys of listMatching(connection, pattern))
      await connection.ask((client) => Promise.all(keys.map((key) => client.unlink(key))));
}
