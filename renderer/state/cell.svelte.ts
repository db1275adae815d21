import type { Component } from 'svelte';
import type { AsofError, WireError } from '../../core/errors/asof-error.ts';
import type { Progress } from '../../core/engine/engine.ts';
import type { Part } from '../../core/notebook/file/parts.ts';
import { changed, meant, type Asked, type Change, type Meant, type Question } from '../../core/question/question.ts';
import type { Online } from './online.svelte.ts';
import type { Profiles } from './profiles.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What a cell's answer is made with. */
export interface Bench {
  workbench: Workbench;
  online: Online;
  profiles: Profiles;
  /** The workspace that the cell is of, by its id. */
  workspace: string;
  /** All of the notebook. */
  cells: () => readonly OtherCell[];
}

/** How an answer stands; a `RunState` fits. */
export type CellStatus =
  | { status: 'idle' | 'cancelled' }
  | { status: 'running'; progress: Progress | null }
  | { status: 'done'; seconds: number }
  | { status: 'failed'; error: WireError }
  /** What stands in the way, or has changed. */
  | { status: 'stale' | 'waiting' | 'blocked'; because: string };

/** A cell's answer, and what is looked at in it. It lives as long as the cell, shown or not. */
export interface CellState<Q extends Question> {
  /** Null where nothing was asked, and nothing is said of it. */
  readonly status: CellStatus | null;
  /** What it depends on beside its question, as a text that changes with it; null while that is not known, and it waits. */
  readonly inputs?: string | null;
  /** Rows that SQL of other cells may read, by the id that the host holds them by. */
  readonly result?: string | null;
  /** Cells whose answers it uses. */
  readonly uses?: readonly OtherCell[];
  /** Answers; called again when the question or the inputs have changed. */
  ask(question: Meant<Q>): unknown;
  cancel(): void;
  /** The cell is deleted: stops, and lets go of what the host holds for it. */
  close(): void;
  /** To an entity that was typed, where it has a place for one. */
  seek?(entity: string): unknown;
  /** The user says so; without it, the same is asked once more. */
  start?(): void;
}

/** A cell as those that use its answer see it. */
export interface OtherCell {
  readonly name: string | null;
  needed: boolean;
  readonly state: {
    readonly status: CellStatus | null;
    readonly result?: string | null;
    readonly uses?: readonly OtherCell[];
  };
}

/** A kind of cell. */
export interface CellKind<Q extends Question = Question, S extends CellState<Q> = CellState<Q>> {
  /** Spec 7's word. */
  kind: string;
  title: string;
  question: Q;
  /** It writes somewhere, and so does only by its own button. */
  writes: boolean;
  state: new (bench: Bench, cell: Cell<Q, S>) => S;
  component: Component<{ cell: Cell<Q, S> }>;
}

/** What a cell's part of the file says. */
export interface CellData {
  part: Part;
  question: object;
  name: string | null;
  /** What is wrong in it. */
  problems: readonly AsofError[];
}

/** A cell of the notebook: its own question, and what became of it. */
export class Cell<Q extends Question = Question, S extends CellState<Q> = CellState<Q>> {
  /** Of the notebook's one; also the element's. */
  readonly id: string;
  readonly kind: CellKind<Q, S>;
  readonly state: S;
  /** Where it is written. */
  part: Part;
  problems = $state.raw<readonly AsofError[]>([]);
  name = $state<string | null>(null);
  /** It was written in since it was read. */
  isLate = false;
  /** Its text is being written in. */
  editing = $state(false);
  collapsed = $state(false);
  /** It has come near the screen: until then nobody is asked. */
  seen = $state(false);
  /** Another cell waits for its answer: it is asked for, seen or not. */
  needed = $state(false);
  /** It is being given a name. */
  naming = $state(false);
  #question: Meant<Q>;
  #asked: { question: Meant<Q>; inputs: string } | null = null;

  readonly #onask: (cell: Cell, before: object) => void;

  /** @param onask Told when something else is asked, with what was before; not when the file says so. */
  constructor(
    bench: Bench,
    kind: CellKind<Q, S>,
    id: string,
    { part, question, name, problems }: CellData,
    onask: (cell: Cell, before: object) => void,
  ) {
    this.id = id;
    this.kind = kind;
    [this.part, this.name, this.problems, this.#onask] = [part, name, problems, onask];
    this.#question = $state.raw(meant(kind.question, question as Asked<Q>));
    this.state = new kind.state(bench, this);
  }

  /** A new object with each change. */
  get question(): Meant<Q> {
    return this.#question;
  }

  /** `leakage`; the second of its kind is `leakage 2`. */
  get title(): string {
    const nth = /-(\d+)$/.exec(this.id)?.[1];
    return nth === undefined ? this.kind.title : `${this.kind.title} ${nth}`;
  }

  /** Its questions have this field. */
  asks(field: string): boolean {
    return Object.hasOwn(this.kind.question, field);
  }

  ask(change: Change<Q>): void {
    const before = this.#question;
    this.#question = changed(this.kind.question, before, change);
    this.#onask(this, before);
  }

  /** Takes what its part of the file now says. */
  read({ part, question, name, problems }: CellData): void {
    [this.part, this.name, this.problems, this.isLate] = [part, name, problems, false];
    const now = meant(this.kind.question, question as Asked<Q>);
    if (sayAll(now) !== sayAll(this.#question)) this.#question = now;
  }

  /** Asks the same once more. */
  again(): void {
    this.ask({});
  }

  /** By a key or a button. What writes does so by its own button alone. */
  run(): void {
    if (this.kind.writes) return;
    if (this.state.start) this.state.start();
    else this.again();
  }

  /** At once, whatever it waits for. */
  retry(): void {
    this.again();
    this.#asked = { question: this.#question, inputs: this.state.inputs ?? '' };
    void this.state.ask(this.#question);
  }

  /** Notes what the answer has chosen by itself: for that it is not asked again. */
  settle(change: Change<Q>): void {
    const isAnswered = this.#asked?.question === this.#question;
    this.#question = changed(this.kind.question, this.#question, change);
    if (isAnswered && this.#asked) this.#asked.question = this.#question;
  }

  /** Has its question answered, unless that is done or under way. */
  show(): unknown {
    const { inputs = '' } = this.state;
    const question = this.#question;
    if (inputs === null) this.#asked = null;
    if (inputs === null || (this.#asked?.question === question && this.#asked.inputs === inputs)) return;
    this.#asked = { question, inputs };
    return this.state.ask(question);
  }
}

/** A question as a text that is the same where the same is asked. */
function sayAll(question: object): string {
  return JSON.stringify(question, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
