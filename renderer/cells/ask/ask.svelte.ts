import type { ReaderQuestion } from '../../../core/notebook/cell/ask-cell.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { keep, kept } from '../../state/kept.ts';
import { whole } from '../whole.ts';

export const askBody = whole<ReaderQuestion>();

/** A question to the reader, and what was answered. What follows it stays covered until it is answered or skipped. */
export class Ask implements CellState<typeof askBody> {
  readonly status = null;
  readonly #cell: OpenCell<typeof askBody, Ask>;
  readonly #workspace: string;
  /** The options that were tried, in their order; of another question than the one that stands there, none. */
  #tried = $state.raw<{ question: string; options: readonly number[]; isSkipped: boolean } | null>(null);

  constructor({ workspace }: Bench, cell: OpenCell<typeof askBody, Ask>) {
    this.#workspace = workspace;
    this.#cell = cell;
    const before = kept(this.#key);
    if (before === true) this.#tried = { question: this.#question, options: [this.#right], isSkipped: false };
    if (before === 'skipped') this.skip();
  }

  get #question(): string {
    return this.#cell.question.asked?.question ?? '';
  }

  get #right(): number {
    return this.#cell.question.asked?.options.findIndex(({ right }) => right) ?? -1;
  }

  get #key(): string {
    return `asof.answered:${this.#workspace}/${this.#question}`;
  }

  get #own() {
    return this.#tried?.question === this.#question ? this.#tried : null;
  }

  get tried(): readonly number[] {
    return this.#own?.options ?? [];
  }

  get isAnswered(): boolean {
    return this.tried.includes(this.#right);
  }

  get covers(): boolean {
    return !this.isAnswered && this.#own?.isSkipped !== true;
  }

  choose(option: number): void {
    if (this.tried.includes(option)) return;
    this.#tried = { question: this.#question, options: [...this.tried, option], isSkipped: !this.covers };
    if (this.isAnswered) keep(this.#key, true);
  }

  skip(): void {
    this.#tried = { question: this.#question, options: this.tried, isSkipped: true };
    keep(this.#key, 'skipped');
  }

  /** As if it had never been answered. */
  anew(): void {
    this.#tried = null;
    keep(this.#key, null);
  }

  ask(): void {}
  cancel(): void {}
  close(): void {}
}
