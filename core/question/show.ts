import { isScalar, type Node } from 'yaml';
import type { Fields } from '../model/fields.ts';
import { formatIso, parseInstant } from '../time/instant.ts';

/** An order by a column, nulls last in both directions. */
export interface ColumnSort {
  column: string;
  descending?: boolean | undefined;
}

/**
 * What a column's values are to be like. A value is written as text, of its column's type: `10.5`, `2024-05-09 20:20`.
 * `contains` does not mind the case; `between` has both its ends, and is open where one is left out.
 */
export interface ColumnTest {
  column: string;
  is: 'equals' | 'contains' | 'between' | 'null' | 'not null';
  value?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export const columnTests = ['equals', 'contains', 'between', 'null', 'not null'] as const;

/** How a cell's answer is looked at, as its file says it. It changes nothing of the answer. */
export interface Shown {
  /** Which rows of its table, by the name of a choice: `leaked`. Null is what shows most. */
  rows: string | null;
  /** Their order by name: `peek`. Null is the usual. */
  order: string | null;
  /** Columns by which they stand before that, by the names that the grid has for them. */
  sort: readonly ColumnSort[];
  where: readonly ColumnTest[];
  /** Columns that are hidden; a feature is on both sides. */
  hide: readonly string[];
  /** Columns that stay in sight and do not come so, and those that come so and do not. */
  pin: readonly { column: string; on: boolean }[];
  /** Chosen widths of columns, pixels. */
  width: readonly { column: string; pixels: number }[];
  /** Where the time machine stands: a label row, from 0. Null is the one that shows the leak best. */
  row: number | null;
  /** The feature that it draws, as `view:feature`. */
  feature: string | null;
  /** Where the label was moved to; null is its own time. */
  label: bigint | null;
}

export const nothingShown: Shown = {
  ...{ rows: null, order: null, sort: [], where: [], hide: [], pin: [], width: [] },
  ...{ row: null, feature: null, label: null },
};

/** `show:` of a cell's body. What is wrong, or unknown, `fields` then knows. */
export function readShown(fields: Fields): Shown {
  const show = fields.inner('show', 'write show: {rows: leaked}');
  if (!show) return nothingShown;
  const sort = show.inner('sort', 'write sort: {column: falling}');
  const where = show.inner('where', 'write where: {column: {from: 10}}');
  const pin = show.inner('pin', 'write pin: {column: true}');
  const width = show.inner('width', 'write width: {column: 120}');
  const shown: Shown = {
    rows: show.text('rows') ?? null,
    order: show.text('order') ?? null,
    sort: (sort?.keys() ?? []).flatMap((column) => {
      const direction = sort!.oneOf(column, ['rising', 'falling']);
      return direction ? [{ column, descending: direction === 'falling' }] : [];
    }),
    where: (where?.keys() ?? []).flatMap((column) => readTest(column, where!)),
    hide: show.list('hide', 'write a list of columns').flatMap((node) => written(node) ?? []),
    pin: (pin?.keys() ?? []).flatMap((column) => {
      const on = pin!.flag(column);
      return on === undefined ? [] : [{ column, on }];
    }),
    width: (width?.keys() ?? []).flatMap((column) => {
      const pixels = width!.count(column);
      return pixels === undefined ? [] : [{ column, pixels }];
    }),
    row: show.count('row') ?? null,
    feature: show.text('feature') ?? null,
    label: show.parsed('label', true, parseInstant)[0] ?? null,
  };
  show.done();
  return shown;
}

function readTest(column: string, where: Fields): ColumnTest[] {
  const test = where.inner(column, 'write {from: 10, to: 20}, {is: x}, {has: x} or {null: true}');
  if (!test) return [];
  const [is, has, from, to] = ['is', 'has', 'from', 'to'].map((key) => written(test.node(key)));
  const isNull = test.flag('null');
  test.done();
  if (isNull !== undefined) return [{ column, is: isNull ? 'null' : 'not null' }];
  if (is !== undefined) return [{ column, is: 'equals', value: is }];
  if (has !== undefined) return [{ column, is: 'contains', value: has }];
  if (from !== undefined || to !== undefined) return [{ column, is: 'between', from, to }];
  test.wrong(test.start, `${test.what} says nothing`, 'write {from: 10, to: 20}, {is: x}, {has: x} or {null: true}');
  return [];
}

/** A value as it is written: no variable is put in. */
function written(node: Node | null): string | undefined {
  if (!isScalar(node)) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

/** The inverse of `readShown`; undefined where nothing is said. */
export function plainShown(shown: Shown): Record<string, unknown> | undefined {
  const { rows, order, sort, where, hide, pin, width, row, feature, label } = shown;
  const plain = {
    rows: rows ?? undefined,
    order: order ?? undefined,
    sort: byName(sort.map(({ column, descending }) => [column, descending ? 'falling' : 'rising'])),
    where: byName(where.map((test) => [test.column, plainTest(test)])),
    hide: hide.length > 0 ? hide : undefined,
    pin: byName(pin.map(({ column, on }) => [column, on])),
    width: byName(width.map(({ column, pixels }) => [column, pixels])),
    row: row ?? undefined,
    feature: feature ?? undefined,
    label: label === null ? undefined : formatIso(label),
  };
  const said = Object.entries(plain).filter(([, value]) => value !== undefined);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

function plainTest({ is, value, from, to }: ColumnTest): Record<string, unknown> {
  switch (is) {
    case 'null':
      return { null: true };
    case 'not null':
      return { null: false };
    case 'equals':
      return { is: value };
    case 'contains':
      return { has: value };
    case 'between':
      return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  }
}

/** A map keeps its order also where names look like numbers. */
function byName(entries: [string, unknown][]): Map<string, unknown> | undefined {
  return entries.length > 0 ? new Map(entries) : undefined;
}
