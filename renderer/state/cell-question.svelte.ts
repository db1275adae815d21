import { changed, meant, type Asked, type Change, type Meant, type Question } from '../../core/question/question.ts';
import type { Shown } from '../../core/question/show.ts';
import type { CellData } from './cell-state.ts';

/** What a cell asks, and how its answer is looked at. */
export class CellQuestion<Q extends Question> {
  readonly #fields: Q;
  #now: Meant<Q>;
  #written: Meant<Q>;
  #shown: Shown;

  constructor(fields: Q, { question, show }: Pick<CellData, 'question' | 'show'>) {
    this.#fields = fields;
    this.#now = $state.raw(meant(fields, question as Asked<Q>));
    this.#written = this.#now;
    this.#shown = show;
  }

  /** A new object with each change. */
  get now(): Meant<Q> {
    return this.#now;
  }

  /** As it is written, whatever the answer has settled. */
  get written(): Meant<Q> {
    return this.#written;
  }

  /** How its answer is looked at. */
  get shown(): Shown {
    return this.#shown;
  }

  ask(change: Change<Q>): void {
    this.#now = changed(this.#fields, this.#now, change);
    this.#written = changed(this.#fields, this.#written, change);
  }

  /** What the answer has chosen by itself. */
  settle(change: Change<Q>): void {
    this.#now = changed(this.#fields, this.#now, change);
  }

  /** Whether the answer is looked at in another way then. */
  look(change: Partial<Shown>): boolean {
    const now = { ...this.#shown, ...change };
    const isOther = sayAll(now) !== sayAll(this.#shown);
    if (isOther) this.#shown = now;
    return isOther;
  }

  /** Takes what the file now says; whether the answer is looked at in another way then. */
  read({ question, show }: Pick<CellData, 'question' | 'show'>): boolean {
    const now = meant(this.#fields, question as Asked<Q>);
    this.#written = now;
    if (sayAll(now) !== sayAll(this.#now)) this.#now = now;
    const isOther = sayAll(show) !== sayAll(this.#shown);
    if (isOther) this.#shown = show;
    return isOther;
  }
}

/** A question as a text that is the same where the same is asked. */
function sayAll(question: object): string {
  return JSON.stringify(question, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
