import { html, type Html } from '../html/html.ts';
import type { ColumnStatistics, ProfileReport } from '../profile/report.ts';
import { count, percent, plural } from '../text/figures.ts';
import { factList } from './fact-list.ts';

const size = { width: 600, height: 90 };

/** What values a column of a view has, of its whole history. Null where its file has no such column. */
export function statisticsPart({ rows, timestamp, columns }: ProfileReport, column: string): Html | null {
  const found = columns.find((one) => one.column === column);
  if (!found) return null;
  const { nulls, null_rate: rate, distinct, mean, std, min, p25, p50, p75, p99, max } = found;
  const times = timestamp?.first == null ? '' : `, ${timestamp.first} to ${timestamp.last}`;
  return html`<p class="facts">${plural(rows, 'row')}${times}</p>
    ${chart(found)}
    ${factList(
      [
        ['nulls', nulls === 0 ? 'none' : `${count(nulls)} (${percent(rate!)})`],
        ['distinct', count(distinct)],
        ['mean', said(mean)],
        ['std', said(std)],
        ['min', said(min)],
        ['p25', said(p25)],
        ['p50', said(p50)],
        ['p75', said(p75)],
        ['p99', said(p99)],
        ['max', said(max)],
      ],
      'figures',
    )}`;
}

/** Bins of numbers and times as bars, the commonest of other values as lines with theirs. */
function chart({ column, histogram, shares = [] }: ColumnStatistics): Html {
  if (!histogram) {
    const lines = shares.map(
      ({ value, share }) =>
        html`<tr>
          <td>${value}</td>
          <td class="n">${percent(share)}</td>
          <td>
            <svg viewBox="0 0 100 8" aria-hidden="true">
              <rect class="still" width="${(100 * share).toFixed(1)}" height="8" />
            </svg>
          </td>
        </tr>`,
    );
    return lines.length === 0
      ? html``
      : html`<table class="shares">
          ${lines}
        </table>`;
  }
  const most = Math.max(1, ...histogram.map((bin) => bin.count));
  const step = size.width / Math.max(1, histogram.length);
  const bars = histogram.map(({ label, count: n }, i) => {
    const tall = n === 0 ? 0 : Math.max(1, (n / most) * size.height);
    return html`<rect
      class="still"
      x="${(i * step).toFixed(1)}"
      y="${(size.height - tall).toFixed(1)}"
      width="${Math.max(0.5, step - 2).toFixed(1)}"
      height="${tall.toFixed(1)}"
      ><title>${label}: ${count(n)}</title></rect
    >`;
  });
  return html`<svg
    class="bins"
    viewBox="0 0 ${size.width} ${size.height}"
    role="img"
    aria-label="How the values of ${column} lie"
  >
    ${bars}
  </svg>`;
}

function said(value: number | string | null | undefined): string | null {
  if (value == null) return null;
  return typeof value === 'string' ? value : String(Number(value.toPrecision(5)));
}
