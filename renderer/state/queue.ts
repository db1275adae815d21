import type { OpenCell } from './cell.svelte.ts';

/** Cells that are to run, one after the other, each behind those that it uses. */
export class Queue {
  readonly #order: () => readonly OpenCell[];
  #waiting: OpenCell[] = [];
  #working: Promise<void> | null = null;

  /** @param order All cells that can run, each behind those that it uses. */
  constructor(order: () => readonly OpenCell[]) {
    this.#order = order;
  }

  /** Resolves when all have run. */
  add(which: readonly OpenCell[]): Promise<void> {
    const wanted = new Set<OpenCell>();
    const want = (cell: OpenCell): void => {
      if (wanted.has(cell)) return;
      wanted.add(cell);
      for (const used of cell.uses)
        if (used.status && used.status.status !== 'done' && used.status.status !== 'running') want(used);
    };
    which.forEach(want);
    // What was taken out meanwhile may come again.
    this.#waiting = this.#waiting.filter((cell) => cell.queued);
    const fresh = this.#order().filter(
      (cell) => wanted.has(cell) && !this.#waiting.includes(cell) && !cell.kind.writes,
    );
    for (const cell of fresh) cell.queued = true;
    this.#waiting.push(...fresh);
    if (this.#waiting.length === 0) return this.#working ?? Promise.resolve();
    return (this.#working ??= this.#work());
  }

  async #work(): Promise<void> {
    try {
      for (let cell = this.#waiting.shift(); cell; cell = this.#waiting.shift()) {
        // Taken out meanwhile.
        if (!cell.queued) continue;
        cell.queued = false;
        await cell.perform();
      }
    } finally {
      // In the step that found nothing waiting: what is added in a later one starts anew.
      this.#working = null;
    }
  }
}
