import type { BatchLoader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import { throwIfCancelled } from '../online/cancelled.ts';
import type { OnlineStore, StoredRecord } from '../online/online-store.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { StoredRowsLoader, toParts, type StoredRows } from './stored-rows.ts';

export interface StorePlaces {
  engine: Engine & BatchLoader;
  store: OnlineStore;
  project: string;
}

/** Names in one question to the store, and questions that are under way at once. */
const namesAtOnce = 1000;
const questions = 3;
/** Names are read from the engine in pages. */
const pageRows = 20_000;
/** Of a listing for a sample: each part stands for a thousand names or so. */
const mostParts = 5000;
/** LMDB's keys end there; nothing that long was ever written. */
const longestName = 1024;

/** Reads a view's records into the engine. */
export class ViewReader {
  readonly #places: StorePlaces;
  readonly #view: string;
  readonly #features: readonly string[];
  readonly #loader: StoredRowsLoader;
  readonly #run: Run | undefined;
  #reading: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(places: StorePlaces, scratch: Scratch, view: string, features: readonly string[], run?: Run) {
    this.#places = places;
    this.#view = view;
    this.#features = features;
    this.#loader = new StoredRowsLoader(places.engine, scratch);
    this.#run = run;
  }

  /** All that there are. */
  readAll(): Promise<void> {
    return this.#start(async () => {
      const { store, project } = this.#places;
      for await (const part of store.scan(project, this.#view, this.#features, this.#run)) {
        if (this.#stopped) return;
        await this.#loader.add(part, this.#features);
      }
    });
  }

  /** Those of a table's column `entity`. */
  readNamed(table: Sql): Promise<void> {
    return this.#start(async () => {
      for await (const entities of namesOf(this.#places.engine, table, this.#run)) {
        const records = await this.#ask(entities);
        if (this.#stopped) return;
        for (const part of toParts(entities, records, this.#features)) await this.#loader.add(part, this.#features);
      }
    });
  }

  /** What was read until now. */
  rows(): Promise<StoredRows[]> {
    return this.#loader.flush();
  }

  /** Nothing is read or made any more once this has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#reading.catch(() => undefined);
    await this.#loader.settle();
  }

  #start(read: () => Promise<void>): Promise<void> {
    this.#reading = read();
    // Whoever awaits it is told.
    this.#reading.catch(() => undefined);
    return this.#reading;
  }

  /** In several questions, of which some are under way at once. */
  async #ask(entities: readonly string[]): Promise<(StoredRecord | null)[]> {
    const { store, project } = this.#places;
    const found: (StoredRecord | null)[] = [];
    for (let from = 0; from < entities.length; from += namesAtOnce * questions) {
      throwIfCancelled(this.#run);
      const asked = Array.from({ length: questions }, (_, i) => {
        const start = from + i * namesAtOnce;
        const wanted = entities.slice(start, start + namesAtOnce).map((entity) => ({ view: this.#view, entity }));
        return store.get(project, wanted, this.#run);
      });
      for (const records of await Promise.all(asked)) for (const record of records) found.push(record);
    }
    return found;
  }
}

/** The names that the store lists of a view as a table of `entity`; `complete` is false where there were too many. */
export async function listNames(
  { engine, store, project }: StorePlaces,
  scratch: Scratch,
  view: string,
  run?: Run,
): Promise<{ table: Sql; complete: boolean }> {
  const columns = [{ name: 'entity', type: 'VARCHAR' }];
  const table = scratch.name('names');
  await engine.exec(sql`CREATE TABLE ${ident(table)} (entity VARCHAR)`);
  let [parts, complete, gathered]: [number, boolean, string[]] = [0, true, []];
  const load = async () => {
    if (gathered.length > 0) await engine.load(table, columns, { rows: gathered.length, columns: [gathered] });
    gathered = [];
  };
  for await (const names of store.entities(project, view, run)) {
    for (const name of names) gathered.push(name);
    if (gathered.length >= pageRows) await load();
    complete = ++parts < mostParts;
    if (!complete) break;
  }
  await load();
  return { table: ident(table), complete };
}

async function* namesOf(engine: Engine, table: Sql, run?: Run): AsyncIterable<string[]> {
  const [counted] = await engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${table}`, run);
  for (let from = 0; from < counted!.n; from += pageRows) {
    const rows = await engine.rows<{ entity: string }>(
      sql`SELECT entity FROM ${table} WHERE rowid >= ${from} AND rowid < ${from + pageRows} AND strlen(entity) <= ${longestName}`,
      run,
    );
    yield rows.map(({ entity }) => entity);
  }
}
