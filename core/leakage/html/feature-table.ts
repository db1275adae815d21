import { html, type Html } from '../../html/html.ts';
import { count, inflation, percent } from '../../text/figures.ts';
import { shortSpan, spanOfSeconds } from '../../time/span.ts';
import { gain, leastGain, type FeatureLeak } from '../report.ts';

/** What the naive join does to each feature. */
export function featureTable(features: readonly FeatureLeak[]): Html {
  return html`<table>
    <tr>
      <th>feature</th>
      <th class="n">leaked</th>
      <th class="n">rate</th>
      <th class="n">changed</th>
      <th class="n">nulls, naive</th>
      <th class="n">as of</th>
      <th class="n">peek p50</th>
      <th class="n">p90</th>
      <th class="n">max</th>
      <th class="n">AUC, naive</th>
      <th class="n">as of</th>
      <th class="n">gain</th>
      <th class="n">over rows</th>
    </tr>
    ${features.map(featureRow)}
  </table>`;
}

function featureRow(feature: FeatureLeak): Html {
  const { leaked_rows, peek_seconds, auc } = feature;
  const mark = leaked_rows > 0 ? 'n leak' : 'n';
  const further = gain(feature);
  const flattered = leaked_rows > 0 && (further ?? 0) >= leastGain ? 'n leak' : 'n';
  return html`<tr>
    <td>
      ${feature.view}:<wbr />${feature.feature}${feature.suspicious === null ? '' : html`<br /><small class="leak">suspicious: ${feature.suspicious}</small>`}
    </td>
    <td class="${mark}">${count(leaked_rows)}</td>
    ${cell(feature.leak_rate === null ? undefined : percent(feature.leak_rate), mark)}
    <td class="n">${count(feature.changed_rows)}</td>
    <td class="n">${count(feature.naive_nulls)}</td>
    <td class="n">${count(feature.asof_nulls)}</td>
    ${[peek_seconds?.p50, peek_seconds?.p90, peek_seconds?.max].map(peekCell)}${[auc?.common.naive, auc?.common.asof].map((area) => cell(area?.toFixed(3), 'n'))}${cell(further === null ? undefined : inflation(further), flattered)}${cell(auc ? count(auc.common.rows) : undefined, 'n')}
  </tr> `;
}

function peekCell(seconds: number | undefined): Html {
  return cell(seconds === undefined ? undefined : shortSpan(spanOfSeconds(seconds), { signed: true }), 'n');
}

function cell(text: string | undefined, className: string): Html {
  return text === undefined ? html`<td class="n none">–</td>` : html`<td class="${className}">${text}</td>`;
}
