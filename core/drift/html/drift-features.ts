import { html, type Html } from '../../html/html.ts';
import { formatFeatureRef } from '../../model/feature-ref.ts';
import { count, percent } from '../../text/figures.ts';
import { bothShares, sharesHeight, sharesWidth } from '../both-shares.ts';
import type { DriftReport, FeatureDrift } from '../report.ts';

export const driftStyle = `
svg.shares { width: 200px } svg.shares .then { fill: var(--ink-3); fill-opacity: .55 } svg.shares .now { fill: var(--ink) }
svg.shares path { fill: none; stroke: var(--ink); stroke-width: 1.5 } svg.shares line { stroke: var(--line) } td.why { white-space: normal }
`;

/** Each feature, what moved most first: both distributions, the current ones black, and what says that it moved. */
export function driftFeatures({ features, not_compared }: DriftReport): Html[] {
  return [
    html`<table>
      <tr>
        <th>feature</th>
        <th>reference and current</th>
        <th class="n">rows</th>
        <th class="n">now</th>
        <th>moved</th>
        <th>why</th>
      </tr>
      ${features.map(rowOf)}
    </table>`,
    ...not_compared.map((line) => html`<p class="rows">${line}</p>`),
  ];
}

function rowOf(feature: FeatureDrift): Html {
  const { drifted, cause, rows, why } = feature;
  const moved = drifted === null ? '?' : drifted ? html`<b>moved</b>` : 'no';
  const because = cause?.cause == null ? '' : `; ${causes[cause.cause]}`;
  return html`<tr>
    <td>${formatFeatureRef(feature)}</td>
    <td>${sharesSvg(feature)}</td>
    <td class="n">${count(rows.reference)}</td>
    <td class="n">${count(rows.current)}</td>
    <td>${moved}</td>
    <td class="why">${why}${because}</td>
  </tr>`;
}

const causes = {
  values: 'the same entities have other values',
  population: 'the population changed',
  both: 'the same entities have other values, and the population changed',
};

function sharesSvg({ feature, bins, kind }: FeatureDrift): Html {
  if (bins.length === 0) return html``;
  const { bars, outline } = bothShares(bins, kind === 'category');
  const shapes = bars.map(({ x, y, width, height, side, bin }) => {
    const said = `${bin.label}: ${percent(bin.reference)}, now ${percent(bin.current)}`;
    return html`<rect class="${side}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"
      ><title>${said}</title></rect
    >`;
  });
  return html`<svg
    class="shares"
    viewBox="0 0 ${sharesWidth} ${sharesHeight}"
    role="img"
    aria-label="${feature}, reference and current"
  >
    ${shapes}${outline === null ? [] : html`<path d="${outline}" />`}
    <line x2="${sharesWidth}" y1="${sharesHeight}" y2="${sharesHeight}" />
  </svg>`;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
