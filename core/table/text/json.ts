import type { Column } from '../../engine/engine.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { escapeGlob } from '../glob.ts';

/** `read_json` with nothing left to guess: one object a line, or (`json`) one array of objects. */
export function readJson(paths: readonly string[], kind: 'json' | 'jsonl', columns: readonly Column[]): Sql {
  const types = columns.map(({ name, type }) => sql`${ident(name)}: ${type}`);
  return sql`read_json(${files(paths)}, ${format(kind)}, records = true, hive_partitioning = false, columns = {${join(types)}})`;
}

/** The same, where DuckDB is asked which columns there are. */
export function sniffJson(paths: readonly string[], kind: 'json' | 'jsonl'): Sql {
  return sql`read_json(${files(paths)}, ${format(kind)}, hive_partitioning = false, sample_size = -1, union_by_name = true, map_inference_threshold = -1)`;
}

/** The same objects as they are written, in one column called `json`. */
export function readJsonObjects(paths: readonly string[], kind: 'json' | 'jsonl'): Sql {
  return sql`read_json_objects(${files(paths)}, ${format(kind)})`;
}

function files(paths: readonly string[]): Sql {
  const escaped = paths.map((path) => sql`${escapeGlob(path)}`);
  return escaped.length === 1 ? escaped[0]! : sql`[${join(escaped)}]`;
}

function format(kind: 'json' | 'jsonl'): Sql {
  return kind === 'jsonl' ? sql`format = 'newline_delimited'` : sql`format = 'auto'`;
}
