/** So many values one statement may hold at once: what it takes does not grow with how many features are asked for. */
const mostValues = 4_000_000;
/** So many columns in one statement: beyond, planning it costs more than it saves. */
const mostColumns = 64;

/** Cuts what is to be measured over a table of so many rows into statements. */
export function inStatements<T>(items: readonly T[], rows: number): T[][] {
  const size = Math.min(mostColumns, Math.max(1, Math.floor(mostValues / Math.max(1, rows))));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
