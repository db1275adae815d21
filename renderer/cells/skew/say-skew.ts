import type { FeatureSkew, SkewExample } from '../../../core/skew/report.ts';
import { notSought, sayUnclear } from '../../../core/skew/verdict.ts';
import { count, plural } from '../../../core/text/figures.ts';
import { longSpan } from '../../../core/time/span.ts';
import { formatNumber } from '../../ui/grid/cell-text.ts';
import { describeType } from '../../../core/types/describe-type.ts';

/** What a feature's differences look like, in words, and how many rows do, with an example. */
export interface Looks {
  causes: string;
  detail: string;
}

export function sayLooks(feature: FeatureSkew): Looks {
  const { looks_like: causes, mismatch, stale, ahead, examples, computed } = feature;
  const unclear = sayUnclear(feature);
  if (unclear !== null) return { causes: '', detail: unclear };
  if (causes.length === 1) {
    const [{ detail, rows, example }] = causes as [(typeof causes)[0]];
    return { causes: detail, detail: `${plural(rows, 'row')}, ${sayExample(example)}` };
  }
  if (causes.length > 1) {
    return {
      causes: causes.map(({ detail }) => detail).join('; '),
      detail: causes.map(({ rows }, i) => (i === 0 ? plural(rows, 'row') : count(rows))).join('; '),
    };
  }
  const rest = mismatch + stale + ahead;
  if (rest > 0) {
    const example = examples.find((one) => !one.class.startsWith('missing'));
    const said = example ? `, ${sayExample(example)}` : '';
    const causes =
      mismatch > 0
        ? computed
          ? notSought
          : 'no one pattern'
        : stale > 0
          ? 'the online rows are older'
          : 'the online rows are newer';
    return { causes, detail: `${plural(rest, 'row')}${said}` };
  }
  const missing = feature.missing_online + feature.missing_offline;
  return { causes: '', detail: missing > 0 ? 'nothing differs but missing records' : 'nothing differs' };
}

/** `240.004999 → 240`: offline, then online. */
export function sayExample({ offline, online }: Pick<SkewExample, 'offline' | 'online'>): string {
  // What both days have in common says nothing.
  const [from, to] = [offline, online].map((text) => text ?? 'null') as [string, string];
  const sameDay = /^\d{4}-\d\d-\d\d[ T]/.test(from) && from.slice(0, 11) === to.slice(0, 11);
  return sameDay ? `${from.slice(11)} → ${to.slice(11)}` : `${from} → ${to}`;
}

/** A difference, online minus offline, in words: `5 h earlier`, `0.005 less`; of instants it is in seconds. */
export function sayDifference(type: string, difference: number): string {
  if (difference === 0) return '';
  if (describeType(type).kind === 'instant') {
    const span = BigInt(Math.round(Math.abs(difference) * 1e6));
    return `${longSpan(span)} ${difference < 0 ? 'earlier' : 'later'}`;
  }
  return `${formatNumber(Math.abs(difference))} ${difference < 0 ? 'less' : 'more'}`;
}

/** As a figure of a table: what is not all is never 100.0 %. */
export function sayRate(rate: number | null): string {
  if (rate === null) return '';
  const tenths = Math.round(rate * 1000);
  const shown = rate < 1 && tenths === 1000 ? 999 : rate > 0 && tenths === 0 ? 1 : tenths;
  return `${(shown / 10).toFixed(1)} %`;
}
