/** The theme's colours and faces as Plotly takes them: as text, since it knows no CSS variables. */
export interface PlotInk {
  ink: string;
  quiet: string;
  line: string;
  strongLine: string;
  surface: string;
  past: string;
  pastTint: string;
  leak: string;
  leakTint: string;
  amber: string;
  amberFill: string;
  sunk: string;
  text: string;
  data: string;
}

/** What a chart shows, in the theme's colours; `themed` adds the rest. */
export interface Figure {
  data: object[];
  layout: object;
}

export function readInk(element: Element): PlotInk {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    quiet: read('--ink-2'),
    line: read('--line'),
    strongLine: read('--line-2'),
    surface: read('--surface'),
    past: read('--past'),
    pastTint: read('--past-tint'),
    leak: read('--leak'),
    leakTint: read('--leak-tint'),
    amber: read('--amber'),
    amberFill: read('--amber-fill'),
    sunk: read('--sunk'),
    text: read('--text'),
    data: read('--data'),
  };
}

/** A layout with this program's look: no frame, no legend, no tools, data in the data face. */
export function themed(layout: object, ink: PlotInk, size: { width: number; height: number }): object {
  return {
    autosize: false,
    ...size,
    margin: { l: 8, r: 8, t: 24, b: 24 },
    paper_bgcolor: 'transparent',
    plot_bgcolor: 'transparent',
    font: { family: ink.data, size: 11, color: ink.quiet },
    showlegend: false,
    dragmode: false,
    hoverlabel: {
      bgcolor: ink.surface,
      bordercolor: ink.strongLine,
      font: { family: ink.data, size: 11, color: ink.ink },
    },
    ...layout,
  };
}

/** Axes that cannot be dragged, without the lines that say nothing. */
export const plainAxis = { fixedrange: true, zeroline: false, showgrid: false, ticks: '', automargin: false } as const;

/** Calls whenever the page turns light or dark; gives the function that ends it. */
export function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  return () => observer.disconnect();
}
