import type { AnswerKey } from '../../core/notebook/graph/stale.ts';
import type { Meant, Question } from '../../core/question/question.ts';
import type { AnswersHost } from '../../core/rpc/asking-again.ts';
import { NotingHost } from '../../core/rpc/noting-host.ts';
import type { AnswerStatus, CellState } from './cell-state.ts';
import { sayCell } from './cell-uses.ts';
import { answerId, type KeptHead, type NotebookAnswers } from './kept-answers.ts';

/** Milliseconds that nothing has been looked at, before an answer is kept. */
const restMs = 1000;

/** What was asked, and all that the answer depends on. */
interface AskedWith {
  question: object;
  inputs: string;
  key: AnswerKey;
  /** Of an answer that was kept: when it was given, what has changed since, and whether it is shown already. */
  kept?: { at: number; old: readonly string[]; isShown: boolean };
}

/** The cell that is answered. */
interface AnsweredCell<Q extends Question> {
  readonly name: string | null;
  readonly title: string;
  readonly question: Meant<Q>;
  readonly state: CellState<Q>;
  readonly status: AnswerStatus | null;
  /** All that its answer depends on, as it is now. */
  readonly key: AnswerKey;
}

/** What became of a cell's question: the answer that is under way or shown, and the one that was kept of it. */
export class GivenAnswer<Q extends Question> {
  /** Through which the cell asks: notes what its answer is made of. */
  readonly host: NotingHost;
  /** Its question was changed in its form, which says that it is to be answered, however long that takes. */
  isAskedFor = false;
  #asked = $state.raw<AskedWith | null>(null);
  #given = $state(0);
  #seconds = 0;
  #underWay: Promise<void> | null = null;
  #offered = $state.raw<KeptHead | null>(null);
  #resting: ReturnType<typeof setTimeout> | undefined;
  readonly #cell: AnsweredCell<Q>;
  readonly #notebook: { readonly answers: NotebookAnswers; linked(): Promise<void> };

  constructor(
    host: AnswersHost,
    notebook: { readonly answers: NotebookAnswers; linked(): Promise<void> },
    cell: AnsweredCell<Q>,
  ) {
    this.host = new NotingHost(host, () => this.#keepSoon());
    [this.#notebook, this.#cell] = [notebook, cell];
  }

  /** Null where it is to be asked. */
  get asked(): AskedWith | null {
    return this.#asked;
  }

  /** What was kept of it, until it is shown. */
  get offered(): KeptHead | null {
    return this.#offered;
  }

  /** How many there were. */
  get given(): number {
    return this.#given;
  }

  /** That the last one took. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Until the answer that is under way is there; null where none is. */
  get underWay(): Promise<void> | null {
    return this.#underWay;
  }

  /** What was kept of it is shown, and stale. */
  get isOld(): boolean {
    const kept = this.#asked?.kept;
    return kept !== undefined && kept.isShown && kept.old.length > 0;
  }

  /** Which answer it is that others use: the same again, where the same was asked of the same. */
  get id(): string {
    const key = this.#offered?.key ?? this.#asked?.key;
    return key ? answerId(key) : '';
  }

  /** It is to what the cell asks now, under these inputs. */
  isCurrent(inputs: string | null): boolean {
    return this.#asked?.question === this.#cell.question && this.#asked.inputs === inputs;
  }

  /** The same is asked once more. */
  forget(): void {
    this.#asked = null;
  }

  /** It has settled something of its question itself: for that it is not asked again. */
  settle(before: object, now: object): void {
    if (this.#asked?.question === before) this.#asked = { ...this.#asked, question: now };
  }

  /** What was kept of it is shown when it is first looked at; null where it is to be asked. */
  offer(head: KeptHead | null): void {
    this.#offered = head;
  }

  /** Asks. */
  take(inputs: string): Promise<void> {
    return this.#under(this.#take(inputs));
  }

  /** Shows the answer that was kept; where that cannot be, it is asked for. */
  recall(head: KeptHead, inputs: string): Promise<void> {
    this.#offered = null;
    const old = this.#notebook.answers.staleBecause(head, this.#cell.key);
    const asked = { question: this.#cell.question, inputs, key: head.key, kept: { at: head.at, old, isShown: false } };
    this.#asked = asked;
    return this.#under(this.#takeKept(head, asked));
  }

  /** Whoever uses it waits for this. */
  #under(work: Promise<void>): Promise<void> {
    const underWay = work.finally(() => {
      if (this.#underWay === underWay) this.#underWay = null;
    });
    this.#underWay = underWay;
    return underWay;
  }

  async #take(inputs: string): Promise<void> {
    const { question, state } = this.#cell;
    this.isAskedFor = false;
    this.#offered = null;
    this.host.begin();
    const asked = { question, inputs, key: this.#cell.key };
    this.#asked = asked;
    const began = performance.now();
    await state.ask(question);
    this.#seconds = (performance.now() - began) / 1000;
    if (state.status?.status === 'done') this.#given++;
    // Now it is known which files it read.
    const now: AskedWith | null = this.#asked;
    if (now?.key === asked.key) this.#asked = { ...now, key: { ...now.key, files: this.host.files } };
  }

  async #takeKept(head: KeptHead, asked: AskedWith): Promise<void> {
    const calls = await this.#notebook.answers.notes(head);
    if (this.#asked?.key !== asked.key) return;
    if (calls) {
      this.host.recall(calls);
      await this.#cell.state.ask(head.question as Meant<Q>);
      this.host.recalled();
    }
    const now = this.#asked;
    // Something else was asked meanwhile.
    if (now?.key !== asked.key || !now.kept) return;
    if (calls === null || this.#cell.state.status?.status !== 'done') {
      this.#asked = null;
      return;
    }
    [this.#given, this.#seconds] = [this.#given + 1, head.seconds];
    this.#asked = { ...now, kept: { ...now.kept, isShown: true } };
  }

  #keepSoon(): void {
    clearTimeout(this.#resting);
    const { answers } = this.#notebook;
    this.#resting = setTimeout(() => void this.#keep(answers), restMs);
  }

  async #keep(answers: NotebookAnswers): Promise<void> {
    await Promise.all([this.#underWay, this.#notebook.linked()]);
    const [asked, { status }] = [this.#asked, this.#cell.status ?? { status: null }];
    if (!asked || status !== 'done') return;
    const { question, key, kept } = asked;
    const { isRepeatable = true } = this.#cell.state;
    const head = { key, question, at: kept?.at ?? Date.now(), seconds: this.#seconds, isRepeatable };
    answers.keep(sayCell(this.#cell), head, this.host.calls);
  }
}
