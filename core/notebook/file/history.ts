import { applyEdit, editBetween, inverseOf, type Edit } from './edit.ts';

/** Edits that follow one another sooner than this, of the same sort, are taken back as one. */
const pauseMs = 500;
/** Of all edits together, in characters; the oldest go first. */
const mostCharacters = 500_000;

/** What was done to a notebook's text and can be taken back: one order over all cells. */
export class History {
  #done: Edit[] = [];
  #undone: Edit[] = [];
  #last: { sort: string; at: number } | null = null;

  /** @param sort What it may be joined with: typing in the same cell. Null stands alone. @param now Milliseconds. */
  add(before: string, after: string, sort: string | null, now: number): void {
    if (before === after) return;
    const isMore = sort !== null && this.#last?.sort === sort && now - this.#last.at < pauseMs;
    const joined = isMore ? this.#done.pop() : undefined;
    const start = joined ? applyEdit(before, inverseOf(joined)) : before;
    if (start !== after) this.#done.push(editBetween(start, after));
    this.#undone = [];
    this.#last = sort === null ? null : { sort, at: now };
    this.#forget();
  }

  /** The text before the last edit; null where there is none. */
  undo(text: string): string | null {
    return this.#step(this.#done, this.#undone, (edit) => applyEdit(text, inverseOf(edit)));
  }

  redo(text: string): string | null {
    return this.#step(this.#undone, this.#done, (edit) => applyEdit(text, edit));
  }

  toJSON(): { done: Edit[]; undone: Edit[] } {
    return { done: this.#done, undone: this.#undone };
  }

  /** Of the same text as when it was written. */
  static of({ done, undone }: { done: Edit[]; undone: Edit[] }): History {
    const history = new History();
    [history.#done, history.#undone] = [done, undone];
    return history;
  }

  #step(from: Edit[], to: Edit[], apply: (edit: Edit) => string): string | null {
    this.#last = null;
    const edit = from.pop();
    if (!edit) return null;
    to.push(edit);
    return apply(edit);
  }

  #forget(): void {
    let length = 0;
    const first = this.#done.findLastIndex(({ removed, inserted }) => {
      length += removed.length + inserted.length;
      return length > mostCharacters;
    });
    if (first !== -1) this.#done = this.#done.slice(first + 1);
  }
}
