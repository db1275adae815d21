import { formatFeatureRef } from '../../model/feature-ref.ts';
import { html, type Html } from '../../html/html.ts';
import { count } from '../../text/figures.ts';
import { barOf, barParts } from '../pair-classes.ts';
import type { FeatureSkew, SkewReport } from '../report.ts';
import { worstFirst } from '../worst-first.ts';

/** Amber is what lies at another time, as in the workbench; what has lines around it is the lighter of two. */
export const skewStyle = `
svg .pairs.equal { fill: var(--past) } svg .pairs.close { fill: var(--past); fill-opacity: .35; stroke: var(--past) }
svg .pairs.stale { fill: #d9a03a } svg .pairs.ahead { fill: #d9a03a; fill-opacity: .35; stroke: #d9a03a }
svg .pairs.missing_online { fill: var(--line); stroke: var(--ink-3) } svg .pairs.missing_offline { fill: none; stroke: var(--ink-3); stroke-dasharray: 2 2 }
svg .pairs.mismatch { fill: var(--ink) } svg .pairs.nulls { fill: none; stroke: var(--ink-3); stroke-dasharray: 1 3 }
`;
const [left, right, rowHeight] = [200, 620, 22];
/** The classes of each feature's pairs as a bar, the worst feature first; null where no pair was compared. */
export function skewChart(report: SkewReport): Html | null {
  const features = worstFirst(report).filter(({ pairs }) => pairs > 0);
  if (features.length === 0) return null;
  const there = barParts.filter(({ key }) => features.some((feature) => barOf(feature).some((one) => one.key === key)));
  return html`<svg
    viewBox="0 0 640 ${features.length * rowHeight + 26}"
    role="img"
    aria-label="Each feature's pairs, by their classes"
  >
    ${features.map((feature, i) => row(feature, i * rowHeight))}
    ${there.map(({ key, text }, i) => swatch(key, text, there.slice(0, i), features.length * rowHeight + 10))}
  </svg>`;
}

function row(feature: FeatureSkew, top: number): Html {
  const name = formatFeatureRef(feature);
  let from = left;
  const bars = barOf(feature).map(({ key, text, rows }) => {
    const wide = ((right - left) * rows) / feature.pairs;
    const x = from;
    from += wide;
    return html`<rect
      class="pairs ${key}"
      x="${round(x)}"
      y="${top + 5}"
      width="${round(Math.max(1, wide - 1))}"
      height="12"
      ><title>${text}: ${count(rows)}</title></rect
    >`;
  });
  return html`<text x="${left - 10}" y="${top + 15}" text-anchor="end"
      >${name.length > 27 ? `${name.slice(0, 26)}…` : name}</text
    >${bars}`;
}

function swatch(key: string, text: string, before: readonly { text: string }[], y: number): Html {
  const x = before.reduce((sum, one) => sum + 28 + 7 * one.text.length, 0);
  return html`<rect class="pairs ${key}" x="${x + 1}" y="${y}" width="9" height="9" /><text x="${x + 14}" y="${y + 9}"
      >${text}</text
    >`;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
