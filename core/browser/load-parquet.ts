import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { withHost } from '../errors/needs-host.ts';
import { declaredTypes } from '../table/arrow/declared-types.ts';
import { extensionsOf } from '../table/arrow/extensions.ts';
import { plainStream } from '../table/arrow/plain-stream.ts';
import { mostUnpacked } from '../table/arrow/read-arrow.ts';
import { isVariant, Refused, refused, unreadable } from '../table/arrow/unreadable.ts';
import { Budget, TooLarge } from '../table/arrow/vector.ts';
import { requireUniqueColumns } from '../table/unique-columns.ts';
import type { WasmEngine } from './duckdb-wasm.ts';
import { ParquetPanic, type ParquetClient } from './parquet/parquet-client.ts';
import { columnNotes, footerOf, notesIn, type ColumnNote, type Noted } from './parquet/footer.ts';
import { inMicroseconds, int96In, arrowSchemaKey } from './parquet/int96.ts';
import type { ParquetNotes } from './parquet/serve-parquet.ts';

/** After so many rows it is known how much room one takes. */
const sample = 1 << 16;

/**
 * Reads a Parquet file into a new table, batch by batch: DuckDB-Wasm has no Parquet reader of its own.
 * Gives what programs wrote beside the data, and `extensionsOf` its columns. Throws `file_unreadable`, also where the table
 * would not fit into the page.
 */
export function loadParquet(
  engine: WasmEngine,
  parquet: ParquetClient,
  path: string,
  content: Blob | Uint8Array,
  table: string,
  run?: Run,
): Promise<ParquetNotes & { extensions: Map<string, string> }> {
  return parquet.use(async (ask) => {
    const blob = content instanceof Uint8Array ? new Blob([content as BlobPart]) : content;
    try {
      const { rows, bytes, ...notes } = await ask({ call: 'open', content: blob });
      new Budget(mostUnpacked).spend(bytes);
      const { footer, columns } = await toldOf(blob);
      const uuids = new Set(columns.filter(({ is }) => is === 'uuid').map(({ name }) => name));
      const int96 = int96In(footer, columns);
      if (int96.length > 0) {
        const { stream } = (await ask({ call: 'next' }))!;
        await ask({ call: 'open', content: inMicroseconds(blob, footer, int96, stream) });
      }
      let [read, size] = [0, 0];
      let extensions = new Map<string, string>();
      for (let batch = await ask({ call: 'next' }); batch; batch = await ask({ call: 'next' })) {
        if (run?.signal?.aborted) throw new AsofError('cancelled');
        const plain = plainStream(batch.stream, {}, mostUnpacked, uuids);
        const first = read === 0;
        if (first) {
          requireUniqueColumns(
            path,
            plain.fields.map(({ name }) => name),
          );
          extensions = extensionsOf(plain.fields);
        }
        [read, size] = [read + batch.rows, size + plain.size];
        // A value that is written once for many rows takes its place for each of them.
        if (read >= sample) new Budget(mostUnpacked).spend((size / read) * rows);
        await engine.insertArrow(table, plain.bytes, first);
        if (rows > 0) run?.progress?.({ phase: 'reading', of: path, done: read, total: rows });
      }
      return { ...notes, extensions };
    } catch (error) {
      if (error instanceof AsofError) throw error;
      throw incomplete(path, error instanceof ParquetPanic ? ((await refusedIn(blob)) ?? error) : error);
    }
  });
}

/** What the footer tells that parquet-wasm does not; nothing where it reads what is none here. Throws `Refused` for what it makes something else of. */
async function toldOf(content: Blob): Promise<{ footer: Uint8Array; columns: ColumnNote[] }> {
  const footer = await footerOf(content);
  let columns: ColumnNote[];
  try {
    columns = columnNotes(footer);
  } catch {
    return { footer, columns: [] };
  }
  const having = (noted: Noted) => columns.find(({ is, within }) => is === noted || within.has(noted));
  // Their parts.
  const variant = having('variant');
  if (variant) throw isVariant(variant.name);
  // Without its months.
  const interval = having('interval');
  if (interval) throw refused(interval.name, 'an interval', 'write it as text, or its days or seconds as a number');
  // Bare bytes, unless the writer's Arrow schema tells.
  const uuids = columns.find(({ within }) => within.has('uuid'));
  if (uuids && !notesIn(footer).has(arrowSchemaKey))
    throw refused(uuids.name, 'of UUIDs within it', 'write them as text');
  return { footer, columns };
}

/** Why a file that stopped parquet-wasm is not read, by the Arrow schema that its writer put into the footer; null where that tells nothing. */
async function refusedIn(content: Blob): Promise<Refused | null> {
  try {
    const schema = notesIn(await footerOf(content)).get(arrowSchemaKey)!;
    declaredTypes(Uint8Array.from(atob(schema), (char) => char.charCodeAt(0)));
  } catch (error) {
    return error instanceof Refused ? error : null;
  }
  return null;
}

function incomplete(path: string, cause: unknown): AsofError {
  if (cause instanceof Refused) return unreadable(path, cause, 'Parquet');
  const reason = cause instanceof TooLarge ? cause.message : 'it is incomplete or not Parquet';
  const hint = cause instanceof TooLarge ? withHost : '';
  const params = { path, format: 'Parquet', reason, ...(hint && { hint }) };
  return new AsofError('file_unreadable', params, { where: { file: path }, cause });
}
