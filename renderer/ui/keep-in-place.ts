import { zoomOf } from './zoom.ts';

const settlingMs = 1200;

/**
 * Calls `put` now and whenever something in a column changes its size, while what was changed
 * settles: charts and grids are laid out anew only frames later. Whoever scrolls or presses a key
 * himself goes where he likes from then on.
 */
export function whileSettling(column: Element | null, put: () => void, ms = settlingMs): void {
  const observer = new ResizeObserver(put);
  const ending = new AbortController();
  const end = (): void => {
    observer.disconnect();
    ending.abort();
  };
  for (const type of ['wheel', 'pointerdown', 'keydown'])
    addEventListener(type, end, { signal: ending.signal, passive: true });
  setTimeout(end, ms);
  put();
  for (const part of column?.querySelectorAll('.cell, .cell > *, .column > *') ?? []) observer.observe(part);
}

/**
 * Remembers where on the screen the reader's place is in a scrolling pane: what has the focus, else
 * what stands a third of the way down. Gives back what puts it there again after a change of the layout.
 */
export function keepInPlace(scroller: HTMLElement): () => void {
  const box = scroller.getBoundingClientRect();
  const focused = document.activeElement;
  const active = document.getElementById(focused?.getAttribute('aria-activedescendant') ?? '') ?? focused;
  const isSeen = (element: Element | null): element is Element => {
    if (!element || element === scroller || !scroller.contains(element)) return false;
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > box.top && top < box.bottom;
  };
  const place = isSeen(active) ? active : document.elementFromPoint(box.left + 80, box.top + box.height / 3);
  if (!isSeen(place)) return () => {};
  const { top } = place.getBoundingClientRect();
  const id = place.id;
  return () =>
    whileSettling(scroller, () => {
      const now = id === '' ? place : (document.getElementById(id) ?? place);
      const moved = now.getBoundingClientRect().top - top;
      if (Math.abs(moved) >= 1) scroller.scrollTop += moved / zoomOf(scroller);
    });
}
