import type { Engine } from '../../engine/engine.ts';
import { sql } from '../../sql/sql.ts';
import { refusals, type Refusal } from './gate.ts';
import { fromCodePoints } from './places.ts';
import { unrepeatable } from './functions.ts';
import { usesOf } from './uses.ts';

/** SQL of a user's as it was read; nothing of it has run. */
export interface ReadSql {
  /** Names of tables that it reads, each once. */
  tables: string[];
  /** Why it may not run, or is no SQL; empty where it may. */
  refusals: Refusal[];
  /** Asked again of the same tables, it gives the same. */
  isRepeatable: boolean;
}

interface Serialized {
  error: boolean;
  error_type?: string;
  error_message?: string;
  position?: string;
  statements?: object[];
}

/** Reads SQL with the engine's own parser, which has to be native: there is none in the page's. */
export async function readSql(engine: Pick<Engine, 'rows'>, text: string): Promise<ReadSql> {
  const none = (message: string, expected: string, at: number | null = null): ReadSql => {
    return { tables: [], refusals: [{ message, expected, at }], isRepeatable: false };
  };
  if (text.includes('\0')) return none('SQL cannot hold a NUL character', 'take it out', text.indexOf('\0'));
  const [row] = await engine.rows<{ parsed: string }>(sql`SELECT json_serialize_sql(${text})::VARCHAR AS parsed`);
  const {
    error,
    error_type: type,
    error_message: said = '',
    position,
    statements = [],
  } = JSON.parse(row!.parsed) as Serialized;
  // DuckDB's word for statements that are no SELECT.
  if (error && type === 'not implemented') return none(notOneSelect, selectOnly);
  if (error)
    return none(`not SQL: ${said}`, '', position === undefined ? null : fromCodePoints(text, Number(position)));
  if (statements.length === 0) return none('there is no SELECT', 'write one');
  if (statements.length > 1) return none('there is more than one statement', 'write one SELECT a cell');
  const uses = usesOf(statements[0]);
  const names = new Map(uses.tables.map(({ name }) => [name.toLowerCase(), name]));
  const moving = [...uses.functions.map(({ name }) => name), ...uses.words].some((name) => unrepeatable.has(name));
  return { tables: [...names.values()], refusals: refusals(text, uses), isRepeatable: !moving && !uses.hasSample };
}

const notOneSelect = 'this is no SELECT';
const selectOnly =
  'a cell reads tables and changes nothing: write one SELECT; PIVOT needs its values, ON column IN (..)';
