import { randomBytes } from 'node:crypto';
import { Cluster } from 'ioredis';
import type { Run } from '../../../engine/engine.ts';
import { AsofError } from '../../../errors/asof-error.ts';
import { throwIfCancelled } from '../../../online/cancelled.ts';
import { runText } from '../../../online/finished-run.ts';
import type { FinishedRun, OnlineRecord, PutCounts, PutTarget, ViewWriter } from '../../../online/online-store.ts';
import { layoutOf, type RecordLayout } from '../../../online/packed.ts';
import { schemaText } from '../../../online/schema.ts';
import { runScript, type RedisConnection } from './connection.ts';
import { disturbedKey, runsKey, schemaKey, viewsKey } from './keys.ts';
import { RunMarks } from './marks.ts';
import type { ParcelPool } from './parcel.ts';
import { makeCalls, packCalls, type Call, type PutWay } from './put.ts';
import { holdsMark, markSeconds, putRun } from './scripts.ts';

/** A run into Redis; marks.ts is how it knows that it meets one and the same. */
export class RedisWriter implements ViewWriter {
  readonly #connection: RedisConnection;
  readonly #target: PutTarget;
  readonly #layout: RecordLayout;
  readonly #way: PutWay;
  /** What was disturbed when the run began. */
  readonly #disturbed: string;

  private constructor(connection: RedisConnection, target: PutTarget, way: PutWay, disturbed: string) {
    this.#connection = connection;
    this.#target = target;
    this.#layout = layoutOf(target.schema);
    this.#way = way;
    this.#disturbed = disturbed;
  }

  static async begin(
    connection: RedisConnection,
    target: PutTarget,
    how: { pool: ParcelPool; layout: 'packed' | 'hash'; expiryMs: number; overwrite: boolean },
  ): Promise<RedisWriter> {
    const { project, view } = target;
    const marks = new RunMarks(project);
    if (how.overwrite) await forgetRuns(connection, project, view);
    const disturbed = await connection.ask(async (client) => {
      if (client instanceof Cluster) for (const node of client.nodes('master')) marks.of(client, node, false);
      await Promise.all(marks.all.map(({ key }) => client.set(key, '', 'EX', markSeconds)));
      return (await client.hget(disturbedKey(project), view)) ?? '';
    });
    const writer = new RedisWriter(connection, target, { ...how, marks }, disturbed);
    await writer.#describe();
    return writer;
  }

  put(records: readonly OnlineRecord[], run?: Run): Promise<PutCounts> {
    throwIfCancelled(run);
    // Nothing keeps the records but their bytes, so that they need not outlive the way to Redis.
    return this.#send(packCalls(this.#connection.client, this.#target, this.#layout, records, this.#way));
  }

  async finish(finished: FinishedRun): Promise<void> {
    const { project, view } = this.#target;
    const { marks, overwrite } = this.#way;
    const { first } = marks;
    const others = marks.all.filter((mark) => mark !== first);
    await this.#describe();
    await this.#connection.ask((client) =>
      Promise.all(
        others.map(({ key, made, void: gone }) => runScript(client, holdsMark, [key], [made - gone.length, ...gone])),
      ),
    );
    const keys = [runsKey(project), disturbedKey(project), first.key];
    const count = [first.made - first.void.length, ...first.void];
    const args = [view, runText(finished), overwrite ? '1' : '0', this.#disturbed, ...count];
    await this.#connection.ask((client) => runScript(client, putRun, keys, args), {
      what: 'run',
      view,
      key: runsKey(project),
    });
    if (overwrite) await disturb(this.#connection, project, view);
    await this.#connection.ask((client) => Promise.all(others.map(({ key }) => client.del(key))));
  }

  async #send(calls: readonly Call[]): Promise<PutCounts> {
    const answers = await makeCalls(this.#connection, calls, this.#way).catch(async (error: unknown) => {
      // Where Redis has come back empty, it may have been given some of the records again, but not their layout.
      if (error instanceof AsofError && error.code === 'online_restarted') await this.#describe();
      throw error;
    });
    const counts = { written: 0, keptNewer: 0 };
    for (const { keys, letters } of answers) {
      for (let i = 0; i < keys.length; i++) {
        const letter = letters[i]!;
        if (letter === '1') counts.written++;
        else if (letter === '0') counts.keptNewer++;
        else throw this.#inTheWay(keys[i]!, letter);
      }
    }
    return counts;
  }

  async #describe(): Promise<void> {
    const { project, view, schema } = this.#target;
    await this.#connection.ask((client) =>
      Promise.all([
        client.set(schemaKey(project, this.#layout.id), schemaText(schema)),
        client.hset(viewsKey(project), view, `${this.#layout.id} ${this.#way.layout}`),
      ]),
    );
  }

  #inTheWay(key: string, letter: string): AsofError {
    const store = this.#connection.address.shown;
    return new AsofError(letter === 't' ? 'online_key_taken' : 'online_record_foreign', { key, store });
  }
}

/** What is known of a view's runs; where what follows is cut off, the next run is the first again. */
export async function forgetRuns(connection: RedisConnection, project: string, view: string): Promise<void> {
  await disturb(connection, project, view);
  await connection.ask((client) => client.hdel(runsKey(project), view));
}

/** Runs of the view that are under way are not remembered. */
export async function disturb(connection: RedisConnection, project: string, view: string): Promise<void> {
  const key = disturbedKey(project);
  await connection.ask(async (client) => {
    await client.hset(key, view, randomBytes(8).toString('hex'));
    // No run lasts longer than its marks.
    await client.expire(key, markSeconds);
  });
}
