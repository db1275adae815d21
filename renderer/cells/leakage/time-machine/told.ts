import type { NaiveStrategy } from '../../../../core/join/request.ts';
import type { Timeline, TimelineRow } from '../../../../core/rpc/host-api.ts';
import { describeType } from '../../../../core/types/describe-type.ts';
import { formatNumber } from '../../../ui/grid/cell-text.ts';
import type { MomentReading } from '../reading.ts';

/** A stretch of a sentence, and what it speaks of: what was known, what came from the future, what is late. */
export interface MomentPhrase {
  text: string;
  as?: 'past' | 'leak' | 'amber' | 'strong';
}

/** What a sentence about a moment is made from. */
export interface Told {
  timeline: Timeline;
  feature: number;
  reading: MomentReading;
  strategy: NaiveStrategy;
  ttl: bigint | null;
  available: boolean;
  /** Microseconds; 0 is none. */
  embargo: bigint;
  /** No other part shows its rows. */
  alone?: boolean;
}

const longestValue = 26;

/** A value in few letters. */
export function sayValue(timeline: Timeline, feature: number, row: TimelineRow): string {
  const text = row.texts[feature] ?? null;
  if (text === null) return 'null';
  const number = row.numbers[feature] ?? null;
  const { family, kind } = describeType(timeline.features[feature]?.type ?? '');
  if (number !== null && kind === 'number' && family !== 'integer') return formatNumber(number);
  if (kind === 'instant') return text.replace(/(:00)(?:\.0+)?$/, '');
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}
