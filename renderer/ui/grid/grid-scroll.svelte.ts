import { layPanes, paneOffset, revealColumn, seenColumns, sidewaysRoom, type GridGroup, type Pane } from './columns.ts';
import { afterScroll, scrollFor, scrollHeight, type Extent, type Position } from './tall-scroll.ts';

export const rowHeight = 27;
const overscan = 6;
/** Columns are drawn that are so near to being seen, pixels. */
const margin = 80;
/** Milliseconds without a scroll after which all is still. */
const still = 160;

/** Which rows and columns of a grid are seen, whatever number there is of both. */
export class GridScroll {
  /** Of the scroller, without its bars; and of what stands above the rows. */
  width = $state(0);
  height = $state(0);
  headHeight = $state(0);
  sideways = $state(0);
  #position = $state.raw<Position>({ scroll: 0, top: 0 });
  #scroller: HTMLElement | null = null;
  #settling: ReturnType<typeof setTimeout> | undefined;
  readonly #shown: () => { groups: readonly GridGroup[]; rows: number };

  readonly panes = $derived.by((): readonly Pane[] => layPanes(this.#shown().groups, this.width));
  readonly room = $derived.by(() => sidewaysRoom(this.panes));
  readonly offsets = $derived.by(() => this.panes.map((pane) => paneOffset(pane, this.sideways, this.room)));
  readonly seen = $derived.by(() => this.panes.map((pane, i) => seenColumns(pane, this.offsets[i]!, margin)));
  readonly extent = $derived.by((): Extent => {
    return { content: this.#shown().rows * rowHeight, view: Math.max(0, this.height - this.headHeight) };
  });
  readonly first = $derived.by(() => Math.floor(this.#position.top / rowHeight));
  readonly last = $derived.by(() =>
    Math.min(this.#shown().rows - 1, Math.floor((this.#position.top + this.extent.view) / rowHeight)),
  );
  /** A fixed number of rows is drawn, each in a slot that takes the next row when its own has left. */
  readonly drawn = $derived.by(() =>
    Math.min(this.#shown().rows, Math.ceil(this.extent.view / rowHeight) + 1 + 2 * overscan),
  );
  readonly #start = $derived.by(() =>
    Math.min(Math.max(0, this.first - overscan), Math.max(0, this.#shown().rows - this.drawn)),
  );
  readonly #shift = $derived.by(() => Math.round(this.#position.scroll - this.#position.top));

  constructor(shown: () => { groups: readonly GridGroup[]; rows: number }) {
    this.#shown = shown;
  }

  /** Follows an element while it is there. */
  readonly attach = (scroller: HTMLElement): (() => void) => {
    this.#scroller = scroller;
    const follow = (): void => this.#follow(scroller);
    scroller.addEventListener('scroll', follow);
    return () => {
      scroller.removeEventListener('scroll', follow);
      clearTimeout(this.#settling);
      this.#scroller = null;
    };
  };

  /** How many rows are seen at once, less one that stays in sight. */
  get page(): number {
    return Math.max(1, Math.floor(this.extent.view / rowHeight) - 1);
  }

  /** How high what is scrolled is made. */
  get tall(): number {
    return scrollHeight(this.extent);
  }

  rowIn(slot: number): number {
    const { drawn } = this;
    return this.#start + ((((slot - this.#start) % drawn) + drawn) % drawn);
  }

  /** Where a row is drawn in what is scrolled. */
  yOf(row: number): number {
    return this.#shift + row * rowHeight;
  }

  /** Brings a row into view: not at all where it is seen, else to the nearer edge, or the middle if it is far. */
  revealRow(row: number): void {
    const [from, to] = [row * rowHeight, (row + 1) * rowHeight];
    const { top } = this.#position;
    const { view } = this.extent;
    if (row < 0 || (from >= top && to <= top + view)) return;
    const far = to < top - view || from > top + 2 * view;
    const edge = from < top ? from : to - view;
    this.#scrollTo(scrollFor(far ? from - view / 2 : edge, this.extent));
  }

  /** Brings a column into view, counted as it is drawn. */
  revealColumn(column: number): void {
    const pane = this.panes.findLast(({ start }) => start <= column);
    if (!pane || !this.#scroller) return;
    this.#scroller.scrollLeft = revealColumn(pane, column - pane.start, this.sideways, this.room);
  }

  /** No row is cut off at the top. */
  toWholeRow(): void {
    this.#scrollTo(scrollFor(this.first * rowHeight, this.extent));
  }

  toTop(): void {
    this.#scrollTo(scrollFor(0, this.extent));
  }

  #follow(scroller: HTMLElement): void {
    this.sideways = scroller.scrollLeft;
    if (scroller.scrollTop !== this.#position.scroll)
      this.#position = afterScroll(this.#position, scroller.scrollTop, this.extent);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#settle(), still);
  }

  /** Short moves let the bar drift from what it stands for; once all is still it is put right. */
  #settle(): void {
    const right = scrollFor(this.#position.top, this.extent);
    if (Math.abs(right.scroll - this.#position.scroll) > 1) this.#scrollTo(right);
  }

  #scrollTo(next: Position): void {
    if (!this.#scroller) return;
    this.#scroller.scrollTop = next.scroll;
    this.#position = { scroll: this.#scroller.scrollTop, top: next.top };
  }
}
