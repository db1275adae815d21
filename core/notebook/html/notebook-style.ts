import { driftStyle } from '../../drift/html/drift-features.ts';
import { plotStyle } from '../../plot/html/plot-svg.ts';
import { skewStyle } from '../../skew/html/skew-chart.ts';

/** What pages of notebooks have beside what all pages have. */
export const notebookStyle = `${plotStyle}${skewStyle}${driftStyle}
h1.title, .prose h1 { font-size: 26px; font-weight: 600; line-height: 1.2; letter-spacing: -.015em; margin: 0 0 18px }
.prose { max-width: 66ch; margin: 0 0 20px; color: var(--ink-2); overflow-wrap: anywhere }
.prose :is(h2, h3) { font-size: 17px; font-weight: 600; color: var(--ink); margin: 22px 0 6px }
.prose td, .prose th { white-space: normal } .prose a { color: inherit }
pre { margin: 10px 0 0; padding: 10px 12px; border-radius: 7px; background: var(--sunk); font: 12px/1.5 "JetBrains Mono", ui-monospace, monospace; overflow-x: auto }
summary { margin-top: 10px; color: var(--ink-3); font-size: 12px; cursor: pointer }
.said { font-size: 19px; line-height: 1.45; max-width: 70ch; margin: 0 0 14px } .said .leak { font-weight: 600 }
.wrong { font-weight: 550; overflow-wrap: anywhere } section .prose { margin-bottom: 8px; color: var(--ink) } .prose > :last-child { margin-bottom: 0 }
.because { margin: 0 0 10px; color: var(--ink-2) } p:has(+ .because) { margin-bottom: 2px } .areas { max-width: 520px; margin-top: 16px } .charts { margin-top: 16px } .charts figure { max-width: 520px; margin: 0 } figcaption { margin-bottom: 6px; color: var(--ink-2); font-size: 12px } table + table { margin-top: 18px } .rows { color: var(--ink-2); font-size: 12px; margin: 8px 0 0 }
ol.options { margin: 8px 0 0; padding-left: 24px; list-style: upper-alpha }
@media print { body { padding: 0 } section, tr { break-inside: avoid } }
`;
