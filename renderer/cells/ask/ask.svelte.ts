import type { ReaderQuestion } from '../../../core/notebook/cell/ask-cell.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { keep, kept } from '../../state/kept.ts';
import { whole } from '../whole.ts';

export const askBody = whole<ReaderQuestion>();

/** What is kept of it: the options that were tried by their texts, which stay theirs where others come between them. */
interface KeptAnswer {
  tried: readonly string[];
  isSkipped: boolean;
}

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
    const before = keptAnswer(kept(this.#key));
    if (before)
      this.#tried = { question: this.#question, options: this.#placesOf(before.tried), isSkipped: before.isSkipped };
  }

  get #question(): string {
    return this.#cell.question.asked?.question ?? '';
  }

  get #options(): ReaderQuestion['options'] {
    return this.#cell.question.asked?.options ?? [];
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
    return this.tried.some((option) => this.#options[option]?.right);
  }

  get covers(): boolean {
    return !this.isAnswered && this.#own?.isSkipped !== true;
  }

  choose(option: number): void {
    if (!this.tried.includes(option)) this.#take([...this.tried, option], this.#own?.isSkipped ?? false);
  }

  skip(): void {
    this.#take(this.tried, true);
  }

  /** As if it had never been answered. */
  anew(): void {
    this.#tried = null;
    keep(this.#key, null);
  }

  ask(): void {}
  cancel(): void {}
  close(): void {}

  #take(options: readonly number[], isSkipped: boolean): void {
    this.#tried = { question: this.#question, options, isSkipped };
    const tried = options.map((option) => this.#options[option]!.text);
    keep(this.#key, { tried, isSkipped } satisfies KeptAnswer);
  }

  #placesOf(texts: readonly string[]): number[] {
    return texts.map((text) => this.#options.findIndex((option) => option.text === text)).filter((place) => place >= 0);
  }
}

/** Anybody may have written there: null where it is nothing of the kind. */
function keptAnswer(found: unknown): KeptAnswer | null {
  const { tried, isSkipped } = (found ?? {}) as Partial<KeptAnswer>;
  if (!Array.isArray(tried) || typeof isSkipped !== 'boolean') return null;
  return { tried, isSkipped };
}
