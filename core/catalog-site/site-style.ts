import { style } from '../html/style.ts';

/** What pages of the catalog have beside what all pages have. */
export const siteStyle = `${style}
a { color: var(--past); text-decoration: none } a:hover { text-decoration: underline } :focus-visible { outline: 2px solid var(--past); outline-offset: 2px }
nav { color: var(--ink-2); margin: 0 0 10px }
h1 { overflow-wrap: anywhere } .facts { max-width: 72ch; overflow-wrap: anywhere } section .facts { margin: 0 0 12px } section .facts:last-child { margin: 0 }
h1:has(+ section) { margin-bottom: 24px }
dl { display: grid; gap: 8px 18px; margin: 0 } dl.figures { grid-template-columns: repeat(auto-fill, minmax(90px, 1fr)); max-width: 640px } dl.figures dt { font-size: 12px }
.sides > div { display: grid; grid-template-columns: 150px minmax(0, 1fr); gap: 18px }
dt { color: var(--ink-2) } dd { margin: 0; overflow-wrap: anywhere } dd code, td code { font-size: 13px }
ul { margin: 0; padding: 0; list-style: none } li { overflow-wrap: anywhere } small { color: var(--ink-3) }
summary { color: var(--ink-2); cursor: pointer }
form { display: flex; flex-wrap: wrap; align-items: baseline; gap: 6px 14px; margin: 0 0 12px } form[hidden] { display: none }
input { flex: 1 1 260px; min-width: 0; padding: 7px 10px; border: 1px solid var(--line); border-radius: 7px; background: var(--paper); color: var(--ink); font: 13px "JetBrains Mono", ui-monospace, monospace }
output { color: var(--ink-2); font-size: 12px } .lacking { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 14px } .lacking:empty { display: none }
#entries { table-layout: fixed } #entries td { vertical-align: top; white-space: normal; overflow-wrap: anywhere } #entries td p { margin: 1px 0 0; color: var(--ink-2); font: 12px/1.45 Inter, system-ui, sans-serif }
#entries th:nth-child(2) { width: 17% } #entries th:nth-child(3) { width: 15% } #entries th:nth-child(4) { width: 19% }
svg.lineage { width: auto; max-width: none } .lineage path { fill: none; stroke: var(--ink-3); stroke-width: 1.4; opacity: .6 } .lineage rect { fill: var(--surface); stroke: var(--ink-3) }
.lineage text { fill: var(--ink); font-size: 11.5px } .lineage text.note { fill: var(--ink-2); font: 10.5px Inter, system-ui, sans-serif } .lineage a:hover { text-decoration: none } .lineage a:hover rect { stroke: var(--past); stroke-width: 2 }
.lineage .focus rect { fill: var(--ink); stroke: var(--ink) } .lineage .focus text, .lineage .focus text.note { fill: var(--paper) }
svg.bins { max-width: 600px; height: 90px; margin: 0 0 14px } .shares { width: auto; margin: 0 0 14px } .shares td { border: 0; padding: 2px 14px 2px 0; max-width: 40ch; overflow-wrap: anywhere } .shares td:first-child { min-width: 0 } .shares svg { width: 140px; height: 8px; background: var(--sunk) }
@media (max-width: 700px) { body { padding: 24px 12px } .sides > div { grid-template-columns: minmax(0, 1fr); gap: 0 } #entries th:nth-child(n + 3), #entries td:nth-child(n + 3) { display: none } #entries th:nth-child(2) { width: 30% } }
`;
