/** The workbench's colours (renderer/theme) for a page that stands alone: system fonts, light and dark. */
export const style = `
:root { color-scheme: light dark;
  --paper: #faf9f6; --surface: #fff; --sunk: #f3f1ec; --ink: #1d1c1a; --ink-2: #57544d; --ink-3: #75716a;
  --line: #e5e1d9; --past: #1d5fa7; --leak: #c6351a; --leak-tint: #fbe7e1; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #151513; --surface: #1c1b19; --sunk: #22211e; --ink: #ebe8e1; --ink-2: #aaa69c; --ink-3: #918d84;
  --line: #302e2a; --past: #84b6f0; --leak: #ff8164; --leak-tint: #43211a; } }
* { box-sizing: border-box }
body { margin: 0; padding: 48px 24px; background: var(--paper); color: var(--ink); font: 14px/1.5 Inter, system-ui, sans-serif }
main { max-width: 1060px; margin: 0 auto }
h1 { font-size: 21px; line-height: 1.45; font-weight: 400; letter-spacing: -.005em; max-width: 62ch; margin: 0 0 6px }
h1 .leak { font-weight: 600 } h1 code { font-size: 18px }
.facts { color: var(--ink-2); margin: 0 0 28px }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 0 0 20px; overflow-x: auto }
h2 { font-size: 13px; font-weight: 550; margin: 0 0 12px } h2 small { font-weight: 400; font-size: inherit; color: var(--ink-3); margin-left: 8px }
code, td, .data { font-family: "JetBrains Mono", ui-monospace, monospace; font-variant-numeric: tabular-nums }
table { border-collapse: collapse; width: 100%; font-size: 12px }
th { font: 500 11.5px/1.4 Inter, system-ui, sans-serif; color: var(--ink-2); text-align: left; padding: 4px 10px; border-bottom: 1px solid var(--line); vertical-align: bottom; white-space: nowrap }
td { padding: 5px 10px; border-bottom: 1px solid var(--line); white-space: nowrap } tr:last-child td { border-bottom: 0 }
th:first-child, td:first-child { padding-left: 0 } td:first-child { white-space: normal; overflow-wrap: break-word; min-width: 12em }
.n { text-align: right } .leak { color: var(--leak) } .none { color: var(--ink-3) }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 20px } .charts section { margin: 0 }
svg { display: block; width: 100%; height: auto } svg text { font: 11px "JetBrains Mono", ui-monospace, monospace; fill: var(--ink-2) }
svg .past { fill: var(--past) } svg .future { fill: var(--leak) } svg text.future { fill: var(--leak) } svg .still { fill: var(--ink-3) }
svg .axis { stroke: var(--ink); stroke-width: 1.5 } svg .grid { stroke: var(--line) } svg .gain { stroke: var(--leak); stroke-width: 2 } svg .same { stroke: var(--ink-3) }
.legend { color: var(--ink-2); font-size: 12px; margin: 8px 0 0 } .legend span { margin-left: 12px } .legend .past { margin-left: 0; color: var(--past) }
footer { color: var(--ink-3); font-size: 12px; margin-top: 28px }
`;
