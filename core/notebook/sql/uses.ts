/** What a parsed SELECT names, wherever it does. Places are bytes of its text, null where the engine knows none. */
export interface Uses {
  /** Tables that are no CTE in their scope, each time that one is named. */
  tables: { name: string; path: string[]; isTimed: boolean; at: number | null }[];
  functions: { name: string; path: string[]; at: number | null }[];
  tableFunctions: { name: string; path: string[]; at: number | null }[];
  /** `SUMMARY`, `DESCRIBE`, or another way to show something; whether it shows a query. */
  shows: { type: string; hasQuery: boolean }[];
  /** Words that may be columns, alone. */
  words: string[];
  /** Kinds of nodes that this program does not know. */
  strange: string[];
  parameters: number;
  hasSample: boolean;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Node = Record<string, Json>;

/** Nodes that are no expressions; another that a new version brings is strange until somebody has looked at it. */
const known =
  /^(?:SELECT_NODE|SET_OPERATION_NODE|RECURSIVE_CTE_NODE|CTE_NODE|EMPTY|BASE_TABLE|JOIN|SUBQUERY|TABLE_FUNCTION|EXPRESSION_LIST|PIVOT|SHOW_REF|\w+_MODIFIER|ORDER_DEFAULT|ASCENDING|DESCENDING|\w+_TYPE_INFO)$/;

/**
 * Walks what `json_serialize_sql` gives for one SELECT. Every key is visited, so that no node is missed; CTEs are
 * followed as DuckDB scopes them: each sees those before it, a recursive one also itself, and a table of the same
 * name is the table within a CTE that is not recursive.
 */
export function usesOf(statement: unknown): Uses {
  const uses: Uses = {
    tables: [],
    functions: [],
    tableFunctions: [],
    shows: [],
    words: [],
    strange: [],
    parameters: 0,
    hasSample: false,
  };
  visit(statement as Json, new Set(), uses);
  return uses;
}

function visit(value: Json, scope: ReadonlySet<string>, uses: Uses): void {
  if (Array.isArray(value)) for (const item of value) visit(item, scope, uses);
  else if (value !== null && typeof value === 'object') visitNode(value, scope, uses);
}

function visitNode(node: Node, outer: ReadonlySet<string>, uses: Uses): void {
  const scope = withCtes(node, outer, uses);
  const type = text(node.type);
  if (type !== '' && node.class === undefined && !known.test(type)) uses.strange.push(type);
  if (type === 'BASE_TABLE') takeTable(node, scope, uses);
  if (type === 'SHOW_REF') uses.shows.push({ type: text(node.show_type), hasQuery: (node.query ?? null) !== null });
  if (node.class === 'PARAMETER') uses.parameters++;
  if ((node.sample ?? null) !== null) uses.hasSample = true;
  if (node.class === 'COLUMN_REF' && Array.isArray(node.column_names) && node.column_names.length === 1)
    uses.words.push(text(node.column_names[0]).toLowerCase());
  if (typeof node.function_name === 'string') {
    const path = [text(node.catalog), text(node.schema)];
    uses.functions.push({ name: node.function_name.toLowerCase(), path, at: placeOf(node) });
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'cte_map') continue;
    if (type === 'TABLE_FUNCTION' && key === 'function') takeTableFunction(node, value, scope, uses);
    else visit(value, scope, uses);
  }
}

function withCtes(node: Node, outer: ReadonlySet<string>, uses: Uses): ReadonlySet<string> {
  const { map } = (node.cte_map ?? {}) as Node;
  if (!Array.isArray(map) || map.length === 0) return outer;
  const scope = new Set(outer);
  for (const entry of map as { key: string; value: Node }[]) {
    const name = entry.key.toLowerCase();
    const query = ((entry.value.query ?? null) as Node | null)?.node as Node | undefined;
    visit(entry.value, query?.type === 'RECURSIVE_CTE_NODE' ? new Set([...scope, name]) : scope, uses);
    scope.add(name);
  }
  return scope;
}

function takeTable(node: Node, scope: ReadonlySet<string>, uses: Uses): void {
  const name = text(node.table_name);
  const path = [text(node.catalog_name), text(node.schema_name)];
  const isCte = scope.has(name.toLowerCase()) && path[0] === '' && (path[1] === '' || path[1] === 'recurring');
  if (!isCte) uses.tables.push({ name, path, isTimed: (node.at_clause ?? null) !== null, at: placeOf(node) });
}

/** Its name is of another list than those of functions; its arguments may hold queries. */
function takeTableFunction(node: Node, call: Json | undefined, scope: ReadonlySet<string>, uses: Uses): void {
  const { function_name: name, ...rest } = (call ?? {}) as Node;
  const path = [text(rest.catalog), text(rest.schema)];
  uses.tableFunctions.push({ name: text(name).toLowerCase(), path, at: placeOf(node) });
  visit(rest, scope, uses);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The engine writes the greatest of its numbers where it knows none. */
function placeOf({ query_location: at }: Node): number | null {
  return typeof at === 'number' && at < 2 ** 53 ? at : null;
}
