const fonts = {
  text: "11px 'Inter Variable', system-ui, sans-serif",
  strong: "600 11px 'Inter Variable', system-ui, sans-serif",
  data: "11px 'JetBrains Mono Variable', ui-monospace, monospace",
};
const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null = null;
/** How often faces have arrived: until one is there, another is measured in its place. */
let arrivals = $state(0);
document.fonts.addEventListener('loadingdone', () => {
  widths.clear();
  arrivals++;
});

/** The width of a text in the figure, pixels. Texts repeat while a label is dragged: each is measured once. */
export function textWidth(text: string, look: keyof typeof fonts = 'text'): number {
  const key = `${arrivals} ${look} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context ??= document.createElement('canvas').getContext('2d')!;
  context.font = fonts[look];
  const { width } = context.measureText(text);
  if (widths.size > 2000) widths.clear();
  widths.set(key, width);
  return width;
}
