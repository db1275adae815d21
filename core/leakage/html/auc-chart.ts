import { gain, leastGain, ranked, type FeatureLeak } from '../report.ts';
import { inflation as sayInflation } from '../../text/figures.ts';
import { html, type Html } from '../../html/html.ts';

const [width, left, right, rowHeight] = [480, 170, 425, 26];

type Measured = Omit<FeatureLeak, 'auc'> & { auc: { naive: number; asof: number; gain: number } };

/** Per feature, over the rows that have both values: what it is worth alone as of each label's time (a dot), and what the naive join makes of it (a diamond). */
export function aucChart(features: readonly FeatureLeak[]): Html | null {
  const shown = ranked(features).flatMap(measured);
  if (shown.length === 0) return null;
  const all = shown.flatMap(({ auc }) => [auc.naive, auc.asof, 0.5]);
  const low = Math.floor(Math.min(...all) * 10) / 10;
  const high = Math.max(low + 0.1, Math.ceil(Math.max(...all) * 10) / 10);
  const x = (auc: number): number => Math.round(left + ((right - left) * (auc - low)) / (high - low));
  const floor = shown.length * rowHeight + 4;
  const ticks = Array.from({ length: Math.round((high - low) * 10) + 1 }, (_, i) => low + i / 10);
  return html`<svg
    viewBox="0 0 ${width} ${floor + 22}"
    role="img"
    aria-label="AUC of each feature alone, as of the label's time and in the naive join"
  >
    ${ticks.map((tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${floor}" /><text x="${x(tick)}" y="${floor + 16}" text-anchor="middle">${tick.toFixed(1)}</text>`)}
    ${shown.map((feature, i) => row(feature, x, i * rowHeight + rowHeight / 2))}
  </svg>`;
}

function row({ feature, auc, leaked_rows }: Measured, x: (auc: number) => number, y: number): Html {
  const [asof, naive] = [x(auc.asof), x(auc.naive)];
  const leaks = leaked_rows > 0;
  const name = feature.length > 22 ? `${feature.slice(0, 21)}…` : feature;
  return html`<g
    ><title>${feature}: ${auc.asof.toFixed(3)} as of, ${auc.naive.toFixed(3)} naive</title>
    <text x="${left - 14}" y="${y + 4}" text-anchor="end">${name}</text>
    <line class="${leaks ? 'gain' : 'same'}" x1="${asof}" x2="${naive}" y1="${y}" y2="${y}" />
    <circle class="past" cx="${asof}" cy="${y}" r="5" />
    <path class="${leaks ? 'future' : 'still'}" d="M${naive} ${y - 6}l6 6l-6 6l-6-6z" />
    <text class="${leaks && auc.gain >= leastGain ? 'future' : ''}" x="${Math.max(asof, naive) + 12}" y="${y + 4}"
      >${sayInflation(auc.gain)}</text
    ></g
  >`;
}

function measured(feature: FeatureLeak): Measured[] {
  const { naive, asof } = feature.auc?.common ?? {};
  const further = gain(feature);
  if (naive == null || asof == null || further === null) return [];
  return [{ ...feature, auc: { naive, asof, gain: further } }];
}
