/*
 * Scrolling what is taller than a browser can make an element. Rows lie in a content of
 * rows * rowHeight pixels, of which the scroller shows a window; the scroller itself is at most
 * `tallest` high, so its position stands for a greater one.
 */

/** Chromium's limit is 33.5 million pixels, Firefox's 17.9; compositors use 32-bit floats, which above 4.2 no longer hold every quarter of a pixel: what sticks then stands beside its place. */
export const tallest = 4_000_000;

export interface Extent {
  /** Height of everything, pixels. */
  content: number;
  /** Height that is seen. */
  view: number;
}

/** How high the scrolled element is made. */
export function scrollHeight({ content }: Extent): number {
  return Math.min(content, tallest);
}

/** Both positions are 0 at the top; `top` is where the window begins in the content. */
export interface Position {
  scroll: number;
  top: number;
}

/**
 * Where the window is after the scroller moved. A short move (a wheel, a key, a finger) moves the
 * content by the same pixels, so rows stay under the eye; a long one (the bar's thumb was dragged)
 * goes to the share of the content that the bar shows. Both ends are met exactly.
 */
export function afterScroll(before: Position, scroll: number, extent: Extent): Position {
  const most = mostOf(extent);
  if (most.scroll <= 0) return { scroll, top: 0 };
  if (most.scroll === most.top) return { scroll, top: scroll };
  const moved = scroll - before.scroll;
  if (Math.abs(moved) > extent.view * 2) return { scroll, top: (scroll / most.scroll) * most.top };
  const [left, room] = moved < 0 ? [before.scroll, before.top] : [most.scroll - before.scroll, most.top - before.top];
  // Near an end what is left to scroll may stand for more, or less, than itself.
  const nearEnd = left < extent.view * 4 || room < extent.view * 4;
  const ratio = nearEnd && left > 0 ? room / left : 1;
  return { scroll, top: Math.min(Math.max(before.top + moved * ratio, 0), most.top) };
}

/** The scroller's position that stands for a window's beginning. */
export function scrollFor(top: number, extent: Extent): Position {
  const most = mostOf(extent);
  const within = Math.min(Math.max(top, 0), Math.max(0, most.top));
  return { scroll: most.top > 0 ? (within / most.top) * most.scroll : 0, top: within };
}

function mostOf(extent: Extent): Position {
  return { scroll: scrollHeight(extent) - extent.view, top: extent.content - extent.view };
}
