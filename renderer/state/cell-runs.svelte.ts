import type { OpenCell } from './cell.svelte.ts';
import { keep, kept } from './kept.ts';
import type { Linking } from './linking.svelte.ts';
import type { NotebookCells } from './notebook-cells.svelte.ts';
import { Queue } from './queue.ts';

const repeatsKey = 'asof.repeats';
/** Seconds. No test may depend on how busy a machine is: there it is set. */
const fastKey = 'asof.fast';
const usuallyFast = 2;

/** Which cells of a notebook run, when that is said and by themselves. What writes does so by its own button alone. */
export class CellRuns {
  readonly #cells: NotebookCells;
  readonly #queue: Queue;
  #repeats = $state(kept(repeatsKey) !== false);
  /** What took longer than this, in seconds, is answered again only when that is said; spec section 7. */
  fast = Number(kept(fastKey) ?? usuallyFast);

  constructor(cells: NotebookCells, linking: Linking) {
    this.#cells = cells;
    this.#queue = new Queue(() => linking.order);
  }

  /** What was fast is answered again by itself, when what it depends on has changed; the user's choice for all notebooks. */
  get repeats(): boolean {
    return this.#repeats;
  }
  set repeats(on: boolean) {
    this.#repeats = on;
    keep(repeatsKey, on);
  }

  /** Those that a user may want answered: not fresh, not running, and not waiting for their turn. */
  get stale(): readonly OpenCell[] {
    return this.#asking.filter((cell) => !isUnderWay(cell) && cell.status?.status !== 'done');
  }

  /** Those that run, or wait for their turn. */
  get underWay(): readonly OpenCell[] {
    return this.#asking.filter(isUnderWay);
  }

  /** Answers cells, each behind what it uses and that has no fresh answer. */
  run(which: readonly OpenCell[]): Promise<void> {
    return this.#run(() => which);
  }

  /** All, fresh or not; what runs or waits is not asked twice. */
  runAll(): Promise<void> {
    for (const cell of this.#cells.list) cell.offer(null);
    return this.#run(() => this.#cells.list.filter((cell) => !isUnderWay(cell)));
  }

  /** All that are not fresh. */
  runStale(): Promise<void> {
    return this.#run(() => this.stale);
  }

  /** What runs, and what waits for its turn. */
  stop(): void {
    for (const cell of this.#cells.list) if (!cell.kind.writes) cell.stop();
  }

  /** Asks all once more. */
  again(): void {
    for (const cell of this.#cells.list) if (!cell.kind.writes) cell.again();
  }

  /** @param which Looked at when it is known what uses what: much may have run meanwhile. */
  async #run(which: () => readonly OpenCell[]): Promise<void> {
    await this.#cells.linked();
    await this.#queue.add(which().filter(({ kind }) => !kind.writes));
  }

  get #asking(): readonly OpenCell[] {
    return this.#cells.list.filter(({ kind, status }) => !kind.writes && status !== null);
  }
}

function isUnderWay({ status, queued }: OpenCell): boolean {
  return queued || status?.status === 'running';
}
