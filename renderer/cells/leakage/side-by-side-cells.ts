import type { GridColumn } from '../../../core/rpc/host-api.ts';
import { longSpan, shortSpan } from '../../../core/time/span.ts';
import type { ArrowPage } from '../../ui/grid/arrow-page.ts';
import type { GridCell } from '../../ui/grid/cell.ts';
import type { GridColumnSpec, GridGroup } from '../../ui/grid/columns.ts';
import { describeType } from '../../../core/types/describe-type.ts';

const reasons: Record<string, { text: string; tone: 'amber' | 'quiet'; why: string }> = {
  expired: { text: 'expired', tone: 'amber', why: 'the newest value was older than the TTL' },
  unknown_yet: { text: 'not yet known', tone: 'amber', why: 'a value had happened but was not known by then' },
  no_history: { text: 'no history', tone: 'quiet', why: 'nothing had happened yet' },
};

/** A value with what belongs to it: how far it peeked, how old it is, or why there is none. */
export function withNote(cell: GridCell, column: GridColumn, page: ArrowPage, index: number): GridCell {
  if (column.peek !== undefined) return withPeek(cell, micros(page, column.peek, index));
  if (column.status === undefined) return cell;
  const status = String(page.column(column.status)?.at(index) ?? '');
  const reason = reasons[status];
  if (reason) return { ...cell, note: reason.text, noteTone: reason.tone, title: reason.why };
  const age = column.age === undefined ? null : micros(page, column.age, index);
  if (age === null) return cell;
  return {
    ...cell,
    note: shortSpan(age),
    noteTone: 'quiet',
    title: `${cell.title ?? cell.text}, ${longSpan(age)} before the label`,
  };
}

/** The grid's groups: the same features in the same order on both sides. */
export function gridGroups(columns: readonly GridColumn[], naive: string, pinned: ReadonlySet<string>): GridGroup[] {
  const titles = { label: 'label', naive: `naive, ${naive}`, 'as-of': 'as of' };
  return (['label', 'naive', 'as-of'] as const).map((group) => ({
    id: group,
    title: titles[group],
    columns: columns.filter((column) => column.group === group).map((column) => toSpec(column, pinned)),
  }));
}

function withPeek(cell: GridCell, peek: bigint | null): GridCell {
  if (peek === null || cell.tone === 'null') return cell;
  const title = `${cell.title ?? cell.text}, ${peek === 0n ? 'from the label’s own moment' : `not known until ${longSpan(peek)} after the label`}`;
  return { ...cell, tone: 'leak', note: shortSpan(peek, { signed: true }), noteTone: 'pill', title };
}

/** What the grid, and a notebook's file, calls a column. */
export function columnId({ group, title, view, feature }: GridColumn): string {
  return group === 'label' ? title : `${group} ${view}:${feature}`;
}

/** What both call what is hidden: a feature on both sides. */
export function hiddenAs({ title, view, feature }: GridColumn): string {
  return view === null ? title : `${view}:${feature}`;
}

function toSpec(column: GridColumn, pinned: ReadonlySet<string>): GridColumnSpec {
  const kind = describeType(column.type).kind;
  const least = (kind === 'instant' ? 152 : kind === 'text' ? 104 : 76) + (column.group === 'label' ? 0 : 56);
  const hint = column.view === null ? column.type : `${column.view}:${column.feature}, ${column.type}`;
  return {
    id: columnId(column),
    source: column.value,
    title: column.title,
    hint,
    align: kind === 'number' || kind === 'boolean' ? 'end' : 'start',
    width: Math.min(230, Math.max(least, column.title.length * 7 + 28)),
    pinned: column.group === 'label' && pinned.has(column.title),
    hides: hiddenAs(column),
    kind,
    noteWidth: { label: 0, naive: 44, 'as-of': 30 }[column.group],
  };
}

function micros(page: ArrowPage, column: string, index: number): bigint | null {
  const value = page.column(column)?.at(index) ?? null;
  return value === null ? null : BigInt(value);
}
