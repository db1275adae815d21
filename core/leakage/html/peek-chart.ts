import type { PeekHistogram } from '../peek-histogram.ts';
import { count, percent } from '../../text/figures.ts';
import { spanTicks } from '../../time/span-ticks.ts';
import { longSpan } from '../../time/span.ts';
import { html, type Html } from '../../html/html.ts';

const [width, height, floor] = [480, 150, 128];
/** What `future, >99 %` takes right of the line. */
const wordWidth = 110;

/** How far the naive picks of a view lie from their labels: what was known left of zero, what leaked right of it. */
export function peekChart(histogram: PeekHistogram): Html {
  const { edges, counts, rows, future } = histogram;
  const [low, high] = [Number(edges[0]!), Number(edges.at(-1)!)];
  const all = Math.max(high - low, (-low * width) / (width - wordWidth));
  const x = (edge: bigint): number => (width * (Number(edge) - low)) / all;
  const most = Math.max(...counts);
  const bars = counts.map((n, i) => {
    const [left, right] = [x(edges[i]!), x(edges[i + 1]!)];
    const tall = (n / most) * (floor - 22);
    const side = edges[i]! >= 0n ? 'future' : 'past';
    return html`<rect
      class="${side}"
      x="${round(left + 0.5)}"
      width="${round(Math.max(1, right - left - 1))}"
      y="${round(floor - tall)}"
      height="${round(tall)}"
      ><title>${span(edges[i]!)} to ${span(edges[i + 1]!)}: ${count(n)}</title></rect
    >`;
  });
  const zero = round(x(0n));
  const ticks = spanTicks(edges[0]!, edges.at(-1)!, 8);
  const anchor = (at: number): string => (at < 20 ? 'start' : at > width - 20 ? 'end' : 'middle');
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${percent(rows ? future / rows : 0)} of the picked values are from the future"
  >
    ${bars}
    <line class="axis" x1="${zero}" x2="${zero}" y1="0" y2="${floor + 4}" />
    <text class="${future ? 'future' : ''}" x="${zero + 6}" y="11">
      future, ${future ? percent(future / rows) : 'none'}
    </text>
    ${ticks.map(({ at, text }) => html`<text x="${round(x(at))}" y="${height - 6}" text-anchor="${anchor(x(at))}">${text}</text>`)}
  </svg>`;
}

function span(micros: bigint): string {
  return micros === 0n ? '0' : longSpan(micros, { signed: true });
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
