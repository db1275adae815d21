import type { Component } from 'svelte';
import { toWire, type AsofError } from '../../core/errors/asof-error.ts';
import type { Parameters } from '../../core/notebook/file/parameter.ts';
import { askedText, staleBecause, type AnswerKey } from '../../core/notebook/graph/stale.ts';
import type { Change, Meant, Question } from '../../core/question/question.ts';
import type { Shown } from '../../core/question/show.ts';
import type { Host } from '../../core/rpc/contract.ts';
import { featuresAsked, type FeatureRef } from '../../core/model/feature-ref.ts';
import { GivenAnswer } from './given-answer.svelte.ts';
import { CellQuestion } from './cell-question.svelte.ts';
import type { AnswerStatus, CellData, CellState } from './cell-state.ts';
import type { Brushing } from './brushing.svelte.ts';
import { brokenOf, inputsOf, sayBroken, sayCell, sayStale } from './cell-uses.ts';
import type { KeptHead, NotebookAnswers } from './kept-answers.ts';
import type { Online } from './online.svelte.ts';
import { PlacedCell } from './placed-cell.svelte.ts';
import type { Profiles } from './profiles.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What a cell's answer is made with. */
export interface Bench {
  workbench: Workbench;
  /** Through which the cell asks, so that its answer can be kept. */
  host: Host;
  online: Online;
  profiles: Profiles;
  /** The workspace that the cell is of, by its id. */
  workspace: string;
  notebook: Surrounding;
}

/** What rows of a cell are read with. */
export type CellHost = Pick<Bench, 'workbench' | 'host'>;

/** What a cell knows of its notebook. */
export interface Surrounding {
  readonly answers: NotebookAnswers;
  /** Its name is null while it is no file. */
  readonly file: { readonly name: string | null };
  readonly cells: readonly OpenCell[];
  readonly parameters: Parameters;
  readonly brushing: Brushing;
  readonly runs: {
    /** What was fast is answered again by itself, when what it depends on has changed. */
    readonly repeats: boolean;
    /** What took longer than this, in seconds, is answered again only when that is said; spec section 7. */
    readonly fast: number;
    /** Answers cells, each behind what it uses. */
    run(cells: readonly OpenCell[]): Promise<void>;
  };
  readonly edits: {
    /** Writes how a cell's answer is looked at. */
    keepShown(cell: OpenCell): void;
    /** Writes one field of a cell's body. */
    set(cell: OpenCell, key: string, value: unknown): void;
  };
  /** All cells know what they use, as the text now is. */
  linked(): Promise<void>;
}

/** A kind of cell. */
export interface CellKind<Q extends Question = Question, S extends CellState<Q> = CellState<Q>> {
  /** Spec 7's word. */
  kind: string;
  title: string;
  question: Q;
  /** It writes somewhere, and so does only by its own button. */
  writes: boolean;
  /** Its question names other cells: they are looked for before it is asked. */
  names?: true;
  state: new (bench: Bench, cell: OpenCell<Q, S>) => S;
  /** What is shown of it; of what most notebooks have none of, it is loaded with the first that there is. */
  component?: Component<{ cell: OpenCell<Q, S> }>;
  load?: () => Promise<{ default: Component<{ cell: OpenCell<Q, S> }> }>;
}

/** What a cell has to do with the others. */
export interface Links {
  uses: readonly OpenCell[];
  /** Why it cannot run among them; null where it can. */
  problem: AsofError | null;
}

/** A cell of the notebook: its own question, and what became of it. */
export class OpenCell<Q extends Question = Question, S extends CellState<Q> = CellState<Q>> extends PlacedCell {
  /** Of the notebook's one; also the element's. */
  readonly id: string;
  readonly kind: CellKind<Q, S>;
  readonly state: S;
  /** It is to run when those before it have. */
  queued = $state(false);
  /** Null before it is known. */
  links = $state.raw<Links | null>(null);
  readonly #question: CellQuestion<Q>;
  readonly #answer: GivenAnswer<Q>;
  readonly #notebook: Surrounding;
  readonly #workbench: Workbench;
  readonly #onask: (cell: OpenCell, before: object) => void;

  /** @param onask Told when something else is asked, with what was before; not when the file says so. */
  constructor(
    bench: Omit<Bench, 'host'>,
    kind: CellKind<Q, S>,
    id: string,
    data: CellData,
    onask: (cell: OpenCell, before: object) => void,
  ) {
    super(data);
    [this.id, this.kind, this.#onask] = [id, kind, onask];
    this.#notebook = bench.notebook;
    this.#workbench = bench.workbench;
    this.#question = new CellQuestion(kind.question, data);
    this.#answer = new GivenAnswer(bench.workbench.host, bench.notebook, this);
    this.state = new kind.state({ ...bench, host: this.#answer.host }, this);
  }

  /** A new object with each change. */
  get question(): Meant<Q> {
    return this.#question.now;
  }

  /** The features that its question asks for, by name: its service's too. */
  get features(): FeatureRef[] {
    const { snapshot } = this.#workbench;
    return snapshot ? featuresAsked(this.question, snapshot) : [];
  }

  /** `leakage`; the second of its kind is `leakage 2`. */
  get title(): string {
    const nth = /-(\d+)$/.exec(this.id)?.[1];
    return nth === undefined ? this.kind.title : `${this.kind.title} ${nth}`;
  }

  /** Cells whose answers it uses. */
  get uses(): readonly OpenCell[] {
    return this.links?.uses ?? [];
  }

  /** Another with each answer; null before the first. */
  get version(): string | null {
    const { given } = this.#answer;
    return this.state.version ?? (given > 0 ? String(given) : null);
  }

  get status(): AnswerStatus | null {
    const own = this.state.status;
    if (own?.status === 'running') return own;
    if (this.links?.problem) return { status: 'failed', error: toWire(this.links.problem) };
    const broken = brokenOf(this.uses);
    if (broken) return { status: 'blocked', because: sayBroken(broken) };
    const awaited = this.uses.find((one) => !one.isReady);
    if (this.queued) return { status: 'waiting', because: awaited ? `for ${sayCell(awaited)}` : null };
    if (own === null) return null;
    const isWanted = this.needed || (this.seen && !this.collapsed);
    const { asked, offered, seconds } = this.#answer;
    if (offered && this.links) return this.#statusOf(offered);
    if (asked === null) return awaited && isWanted ? { status: 'waiting', because: `for ${sayCell(awaited)}` } : own;
    const { at, old = [] } = asked.kept ?? {};
    const answered = at === undefined ? {} : { at };
    const isCurrent = this.#answer.isCurrent(this.#inputs);
    const because = isCurrent ? [...old, ...sayStale(this.uses)] : [this.#becauseOf(asked.key)];
    if (because.length > 0 && (own.status === 'done' || !isCurrent))
      return { status: 'stale', because: because.join(', '), ...answered };
    return own.status === 'done' && at !== undefined ? { status: 'done', seconds, at } : own;
  }

  /** How what was kept stands before it is shown. */
  #statusOf(head: KeptHead): AnswerStatus {
    const because = [...this.#notebook.answers.staleBecause(head, this.key), ...sayStale(this.uses)];
    const { at, seconds } = head;
    return because.length > 0 ? { status: 'stale', because: because.join(', '), at } : { status: 'done', seconds, at };
  }

  #becauseOf(then: AnswerKey): string {
    return staleBecause(then, { ...this.key, files: then.files }).join(', ');
  }

  /** Its questions have this field. */
  asks(field: string): boolean {
    return Object.hasOwn(this.kind.question, field);
  }

  ask(change: Change<Q>): void {
    const before = this.question;
    this.#question.ask(change);
    this.#answer.isAskedFor = true;
    this.#onask(this, before);
  }

  /** Writes one field of its body. */
  set(key: string, value: unknown): void {
    this.#notebook.edits.set(this, key, value);
  }

  /** How its answer is looked at. */
  get shown(): Shown {
    return this.#question.shown;
  }

  /** Its reader looks at its answer in another way, which is kept in the file. */
  keep(change: Partial<Shown>): void {
    if (this.#question.look(change)) this.#notebook.edits.keepShown(this);
  }

  /** Takes what its part of the file now says. */
  read(data: CellData): void {
    this.place(data);
    if (this.#question.read(data)) this.state.look?.(data.show);
  }

  /** Asks the same once more. */
  again(): void {
    this.#answer.forget();
  }

  /** By a key or a button, behind what it uses. What writes does so by its own button alone. */
  run(): void {
    if (!this.kind.writes) void this.#notebook.runs.run([this]);
  }

  /** At once, whatever it waits for. */
  retry(): void {
    this.state.say?.();
    void this.#answer.take(this.#inputs ?? '');
  }

  /** Stops it, or takes it out of those that wait. */
  stop(): void {
    this.queued = false;
    this.state.cancel();
  }

  /** Notes what the answer has chosen by itself: for that it is not asked again. */
  settle(change: Change<Q>): void {
    const before = this.question;
    this.#question.settle(change);
    this.#answer.settle(before, this.question);
  }

  /** Read by whoever calls `show`: all that may make it answer. */
  get due(): unknown {
    return [
      this.#answer.asked,
      this.#isOld,
      this.question,
      this.#inputs,
      brokenOf(this.uses),
      this.links,
      this.queued,
      this.#notebook.runs.repeats,
    ];
  }

  /** Has its question answered where it has changed, or what it depends on; unless that is done or under way, or is to be said. */
  show(): unknown {
    return this.kind.names || this.#answer.offered ? this.#notebook.linked().then(() => this.#show()) : this.#show();
  }

  #show(): unknown {
    if (this.queued || this.links?.problem || this.state.isUnsaid) return;
    for (const used of this.uses) used.needed = true;
    const inputs = this.#inputs;
    if (this.state.inputs === null) this.again();
    if (inputs === null || brokenOf(this.uses) || (this.#answer.isCurrent(inputs) && !this.#isOld)) return;
    const { asked, offered } = this.#answer;
    if (offered) return this.#answer.recall(offered, inputs);
    if (asked !== null && !this.#repeats) return;
    return this.#answer.take(inputs);
  }

  /** What was kept of it is shown when it is first looked at; null where it is to be asked. */
  offer(answers: NotebookAnswers | null): void {
    this.#answer.offer(answers?.of(sayCell(this), this.key) ?? null);
  }

  /** Shows what was kept of it, and of what it uses: nothing runs for that. */
  async showKept(): Promise<void> {
    if (!this.#answer.offered) return;
    await this.#notebook.linked();
    for (const used of this.uses) await used.showKept();
    const [inputs, { offered }] = [this.#inputs, this.#answer];
    if (offered && inputs !== null && !this.links?.problem) await this.#answer.recall(offered, inputs);
  }

  /** What was kept of it is shown and stale, and nothing that it uses has to be asked first. */
  get #isOld(): boolean {
    return this.#answer.isOld && sayStale(this.uses).length === 0;
  }

  /** It is answered again by itself. One that failed has no answer that could be kept. */
  get #repeats(): boolean {
    const { repeats, fast } = this.#notebook.runs;
    const { isAskedFor, seconds } = this.#answer;
    return repeats && (isAskedFor || seconds <= fast || this.state.status?.status === 'failed');
  }

  /** Its turn among those that are to run has come: once what it uses runs no more. */
  async perform(): Promise<void> {
    this.state.say?.();
    for (const used of this.uses) await (used.#answer.underWay ?? used.showKept());
    if (this.links?.problem || brokenOf(this.uses)) return;
    const { offered } = this.#answer;
    if (offered && this.#statusOf(offered).status === 'done') {
      await this.showKept();
      if (this.status?.status === 'done') return;
    }
    const inputs = this.#inputs;
    // What it waits for is told later, and then it is asked.
    if (inputs === null) this.again();
    else await this.#answer.take(inputs);
  }

  /** What it depends on; null while some of it is not known. */
  get #inputs(): string | null {
    const { inputs = '' } = this.state;
    return inputsOf(inputs, this.uses);
  }

  /** It has an answer that others can use, and none is under way. */
  get isReady(): boolean {
    return this.version !== null && !this.queued && this.state.status?.status !== 'running';
  }

  /** All that its answer depends on, as it is now. */
  get key(): AnswerKey {
    const { about, snapshot } = this.#workbench;
    const asof = about && `${about.engine} ${about.engineVersion}, Asof ${about.asof}`;
    return {
      ...{ kind: this.kind.kind, asked: askedText(this.#question.written), inputs: this.state.inputs ?? '' },
      ...{ definitions: snapshot?.definitions ?? '', engine: asof ?? '', files: this.#answer.host.files },
      cells: Object.fromEntries(this.uses.map((one) => [sayCell(one), one.#answerId])),
    };
  }

  get #answerId(): string {
    return this.state.version ?? this.#answer.id;
  }
}
