/** How values of a type are shown and ordered. */
export type ValueKind = 'number' | 'boolean' | 'instant' | 'text';

/** From DuckDB's name of a type: `DECIMAL(10,2)`, `TIMESTAMP WITH TIME ZONE`. */
export function kindOf(type: string): ValueKind {
  const name = type.toUpperCase();
  if (/[[\]]|^(STRUCT|MAP|LIST|UNION)/.test(name)) return 'text';
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|REAL|DOUBLE|DECIMAL|NUMERIC)\b/.test(name)) return 'number';
  if (/^BOOL/.test(name)) return 'boolean';
  return /^(TIMESTAMP|DATE)/.test(name) ? 'instant' : 'text';
}
