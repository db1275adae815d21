import type { BatchLoader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import { throwIfCancelled } from '../online/cancelled.ts';
import type { OnlineStore, StoredRecord } from '../online/online-store.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { StoredRowsLoader, type StoredRows } from './stored-rows.ts';

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

/**
 * All records of a view: those that the store lists, and those of `wanted`, a table of names, that the
 * listing did not have. Each is read once.
 */
export async function readWholeView(
  places: StorePlaces,
  scratch: Scratch,
  view: string,
  features: readonly string[],
  wanted: Sql,
  run?: Run,
): Promise<StoredRows[]> {
  const { engine, store, project } = places;
  const loader = new StoredRowsLoader(engine, scratch, features);
  try {
    await readRecords(places, view, store.entities(project, view, run), loader, run);
    const listed = await loader.flush();
    const known = listed.map(({ table }) => sql` ANTI JOIN ${table} USING (entity)`);
    const rest = await scratch.table(
      'unlisted',
      known.reduce((from, anti) => sql`${from}${anti}`, sql`SELECT entity FROM ${wanted}`),
      run,
    );
    await readRecords(places, view, namesOf(engine, rest, run), loader, run);
    return await loader.flush();
  } finally {
    await loader.settle();
  }
}

/** The records of these names alone. */
export async function readNamed(
  places: StorePlaces,
  scratch: Scratch,
  view: string,
  features: readonly string[],
  wanted: Sql,
  run?: Run,
): Promise<StoredRows[]> {
  const loader = new StoredRowsLoader(places.engine, scratch, features);
  try {
    await readRecords(places, view, namesOf(places.engine, wanted, run), loader, run);
    return await loader.flush();
  } finally {
    await loader.settle();
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

/** Asks for records while those asked for before are put into the engine. */
async function readRecords(
  { store, project }: StorePlaces,
  view: string,
  names: AsyncIterable<readonly string[]>,
  loader: StoredRowsLoader,
  run?: Run,
): Promise<void> {
  const underWay: { entities: readonly string[]; records: Promise<(StoredRecord | null)[]> }[] = [];
  const settleOne = async () => {
    const { entities, records } = underWay.shift()!;
    await loader.add(entities, await records);
  };
  try {
    for await (const entities of inParts(names)) {
      throwIfCancelled(run);
      const records = store.get(
        project,
        entities.map((entity) => ({ view, entity })),
        run,
      );
      // Whoever awaits it is told.
      records.catch(() => undefined);
      underWay.push({ entities, records });
      if (underWay.length >= questions) await settleOne();
    }
    while (underWay.length > 0) await settleOne();
  } finally {
    await Promise.allSettled(underWay.map(({ records }) => records));
  }
}

/** Gathers what comes in smaller parts. */
async function* inParts(names: AsyncIterable<readonly string[]>): AsyncIterable<readonly string[]> {
  let gathered: string[] = [];
  for await (const part of names) {
    for (const name of part) gathered.push(name);
    while (gathered.length >= namesAtOnce) {
      yield gathered.slice(0, namesAtOnce);
      gathered = gathered.slice(namesAtOnce);
    }
  }
  if (gathered.length > 0) yield gathered;
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
