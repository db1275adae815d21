import type { PairColumn } from '../../../core/rpc/skew-api.ts';
import type { FeatureSkew, PairClass } from '../../../core/skew/report.ts';
import { formatInstant } from '../../../core/time/instant.ts';
import { longSpan } from '../../../core/time/span.ts';
import type { PageValue } from '../../ui/grid/arrow-page.ts';
import type { GridCell } from '../../ui/grid/cell.ts';
import type { GridColumnSpec } from '../../ui/grid/columns.ts';
import { describeType } from '../../../core/types/describe-type.ts';
import { classText } from '../../../core/skew/pair-classes.ts';

/** The grid's columns; a log's rows have their own moments, and need not have the served row's time. */
export function pairGridColumns(
  feature: Pick<FeatureSkew, 'feature' | 'type'>,
  { isLog, hasDifference }: { isLog: boolean; hasDifference: boolean },
): GridColumnSpec[] {
  const { family, kind } = describeType(feature.type);
  const align = kind === 'number' || kind === 'boolean' ? 'end' : 'start';
  // The last digits of a float matter: they may be all that differs.
  const fractional = kind === 'number' && family !== 'integer';
  const value = kind === 'instant' ? 166 : kind === 'text' ? 140 : fractional ? 164 : 104;
  const column = (id: PairColumn, title: string, width: number, side: 'start' | 'end' = 'start'): GridColumnSpec => {
    const kinds = { class: 'text', entity: 'text', offline: kind, online: kind, difference: 'number' } as const;
    return { id, title, width, align: side, kind: id in kinds ? kinds[id as keyof typeof kinds] : 'instant' };
  };
  return [
    { ...column('entity', 'entity', 176), pinned: true },
    ...(isLog ? [column('at', 'served at', 160)] : []),
    column('class', 'pair', 112),
    column('offline', 'offline', value, align),
    column('online', isLog ? 'served' : 'online', value, align),
    ...(hasDifference ? [column('difference', 'difference', 104, 'end')] : []),
    column('offline_time', 'offline row of', 160),
    ...(isLog ? [] : [column('online_time', 'online row of', 160)]),
  ];
}

/** A value with what it means here: a class in words, a span of time, the fraction that tells two values apart. */
export function withMeaning(cell: GridCell, column: string, value: PageValue, type: string): GridCell {
  if (value === null) return column === 'offline' || column === 'online' ? cell : { text: '' };
  switch (column) {
    case 'class':
      return { text: classText(value as PairClass), ...toneOf(value as PairClass) };
    case 'difference':
      return describeType(type).kind === 'instant' ? { text: spanText(BigInt(value)) } : signed(cell);
    case 'offline':
    case 'online':
      return typeof value === 'number' ? { text: String(value) } : cell;
    case 'offline_time':
    case 'online_time':
    case 'at':
      return { text: formatInstant(value as bigint), tone: 'quiet' };
    default:
      return cell;
  }
}

function toneOf(one: PairClass): Pick<GridCell, 'tone'> {
  if (one === 'stale' || one === 'ahead') return { tone: 'amber' };
  return one.startsWith('missing') ? { tone: 'quiet' } : {};
}

function spanText(span: bigint): string {
  return span === 0n ? '0' : longSpan(span, { signed: true });
}

function signed(cell: GridCell): GridCell {
  return /^[\d.∞]/.test(cell.text) && Number(cell.text) !== 0 ? { ...cell, text: `+${cell.text}` } : cell;
}
