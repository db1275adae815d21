import type { Component } from 'svelte';
import { toWire, type AsofError } from '../../core/errors/asof-error.ts';
import type { Parameters } from '../../core/notebook/file/parameter.ts';
import type { Part } from '../../core/notebook/file/parts.ts';
import { askedText, staleBecause, type AnswerKey } from '../../core/notebook/graph/stale.ts';
import { changed, meant, type Asked, type Change, type Meant, type Question } from '../../core/question/question.ts';
import type { Shown } from '../../core/question/show.ts';
import type { Host } from '../../core/rpc/contract.ts';
import { NotingHost } from '../../core/rpc/noting-host.ts';
import { featuresAsked, type FeatureRef } from '../../core/model/feature-ref.ts';
import type { AnswerStatus, CellData, CellState } from './cell-state.ts';
import type { Brushing } from './brushing.svelte.ts';
import { answerId, type KeptHead, type NotebookAnswers } from './kept-answers.ts';
import type { Online } from './online.svelte.ts';
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

/** Milliseconds that nothing has been looked at, before an answer is kept. */
const restMs = 1000;

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

/** What was asked, and all that the answer depends on. */
interface AskedWith {
  question: object;
  inputs: string;
  key: AnswerKey;
  /** Of an answer that was kept: when it was given, what has changed since, and whether it is shown already. */
  kept?: { at: number; old: readonly string[]; isShown: boolean };
}

/** A cell of the notebook: its own question, and what became of it. */
export class OpenCell<Q extends Question = Question, S extends CellState<Q> = CellState<Q>> {
  /** Of the notebook's one; also the element's. */
  readonly id: string;
  readonly kind: CellKind<Q, S>;
  readonly state: S;
  /** Where it is written. */
  part: Part;
  problems = $state.raw<readonly AsofError[]>([]);
  name = $state<string | null>(null);
  /** Where the cursor is or last was in its text, in UTF-16 units; null before it was. */
  caret: number | null = null;
  /** It was written in since it was read. */
  isLate = false;
  /** Its text is being written in. */
  editing = $state(false);
  collapsed = $state(false);
  beside = $state(false);
  /** It has come near the screen: until then nobody is asked. */
  seen = $state(false);
  /** Another cell waits for its answer: it is asked for, seen or not. */
  needed = $state(false);
  /** It is being given a name. */
  naming = $state(false);
  /** It is to run when those before it have. */
  queued = $state(false);
  /** Null before it is known. */
  links = $state.raw<Links | null>(null);
  #question: Meant<Q>;
  #shown: Shown;
  #asked = $state.raw<AskedWith | null>(null);
  #answers = $state(0);
  #seconds = 0;
  /** Until the answer that is under way is there. */
  #answering: Promise<void> | null = null;
  /** Its question was changed in its form, which says that it is to be answered, however long that takes. */
  #isAskedFor = false;
  /** What was kept of it, until it is shown. */
  #offered = $state.raw<KeptHead | null>(null);
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** Its question as it is written, whatever its state has settled. */
  #written: Meant<Q>;
  readonly #host: NotingHost;
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
    this.id = id;
    this.kind = kind;
    this.#notebook = bench.notebook;
    this.#workbench = bench.workbench;
    [this.part, this.name, this.problems, this.#onask] = [data.part, data.name, data.problems, onask];
    [this.collapsed, this.beside] = [data.collapsed ?? false, data.beside];
    this.#shown = data.show;
    this.#question = $state.raw(meant(kind.question, data.question as Asked<Q>));
    this.#written = this.#question;
    this.#host = new NotingHost(bench.workbench.host, () => this.#keepSoon());
    this.state = new kind.state({ ...bench, host: this.#host }, this);
  }

  /** A new object with each change. */
  get question(): Meant<Q> {
    return this.#question;
  }

  /** The features that its question asks for, by name: its service's too. */
  get features(): FeatureRef[] {
    const { snapshot } = this.#workbench;
    return snapshot ? featuresAsked(this.#question, snapshot) : [];
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
    return this.state.version ?? (this.#answers > 0 ? String(this.#answers) : null);
  }

  get status(): AnswerStatus | null {
    const own = this.state.status;
    if (own?.status === 'running') return own;
    if (this.links?.problem) return { status: 'failed', error: toWire(this.links.problem) };
    const broken = this.#broken;
    if (broken) return { status: 'blocked', because: `${sayOf(broken)} ${broken.#said}` };
    const awaited = this.uses.find((one) => !one.#isReady);
    if (this.queued) return { status: 'waiting', because: awaited ? `for ${sayOf(awaited)}` : null };
    if (own === null) return null;
    const isWanted = this.needed || (this.seen && !this.collapsed);
    const asked = this.#asked;
    if (this.#offered && this.links) return this.#statusOf(this.#offered);
    if (asked === null) return awaited && isWanted ? { status: 'waiting', because: `for ${sayOf(awaited)}` } : own;
    const { at, old = [] } = asked.kept ?? {};
    const answered = at === undefined ? {} : { at };
    const because = this.#isCurrent(this.#inputs) ? [...old, ...this.#oldUses] : [this.#because];
    if (because.length > 0 && (own.status === 'done' || !this.#isCurrent(this.#inputs)))
      return { status: 'stale', because: because.join(', '), ...answered };
    return own.status === 'done' && at !== undefined ? { status: 'done', seconds: this.#seconds, at } : own;
  }

  /** How what was kept stands before it is shown. */
  #statusOf(head: KeptHead): AnswerStatus {
    const because = [...this.#notebook.answers.staleBecause(head, this.#key), ...this.#oldUses];
    const { at, seconds } = head;
    return because.length > 0 ? { status: 'stale', because: because.join(', '), at } : { status: 'done', seconds, at };
  }

  /** Those that it uses and that are stale themselves, in words. */
  get #oldUses(): string[] {
    return this.uses.filter(({ status }) => status?.status === 'stale').map((one) => `${sayOf(one)} is stale`);
  }

  /** Its questions have this field. */
  asks(field: string): boolean {
    return Object.hasOwn(this.kind.question, field);
  }

  ask(change: Change<Q>): void {
    const before = this.#question;
    this.#question = changed(this.kind.question, before, change);
    this.#written = changed(this.kind.question, this.#written, change);
    this.#isAskedFor = true;
    this.#onask(this, before);
  }

  /** Writes one field of its body. */
  set(key: string, value: unknown): void {
    this.#notebook.edits.set(this, key, value);
  }

  /** How its answer is looked at. */
  get shown(): Shown {
    return this.#shown;
  }

  /** Its reader looks at its answer in another way, which is kept in the file. */
  keep(change: Partial<Shown>): void {
    const now = { ...this.#shown, ...change };
    if (sayAll(now) === sayAll(this.#shown)) return;
    this.#shown = now;
    this.#notebook.edits.keepShown(this);
  }

  /** Takes what its part of the file now says. */
  read({ part, question, name, collapsed, beside, show, problems }: CellData): void {
    [this.part, this.name, this.problems, this.isLate] = [part, name, problems, false];
    [this.collapsed, this.beside] = [collapsed ?? this.collapsed, beside];
    const now = meant(this.kind.question, question as Asked<Q>);
    this.#written = now;
    if (sayAll(now) !== sayAll(this.#question)) this.#question = now;
    if (sayAll(show) === sayAll(this.#shown)) return;
    this.#shown = show;
    this.state.look?.(show);
  }

  /** Asks the same once more. */
  again(): void {
    this.#asked = null;
  }

  /** By a key or a button, behind what it uses. What writes does so by its own button alone. */
  run(): void {
    if (!this.kind.writes) void this.#notebook.runs.run([this]);
  }

  /** At once, whatever it waits for. */
  retry(): void {
    this.state.say?.();
    void this.#answer(this.#inputs ?? '');
  }

  /** Stops it, or takes it out of those that wait. */
  stop(): void {
    this.queued = false;
    this.state.cancel();
  }

  /** Notes what the answer has chosen by itself: for that it is not asked again. */
  settle(change: Change<Q>): void {
    const asked = this.#asked;
    const isAnswered = asked?.question === this.#question;
    this.#question = changed(this.kind.question, this.#question, change);
    if (isAnswered && asked) this.#asked = { ...asked, question: this.#question };
  }

  /** Read by whoever calls `show`: all that may make it answer. */
  get due(): unknown {
    return [
      this.#asked,
      this.#isOld,
      this.#question,
      this.#inputs,
      this.#broken,
      this.links,
      this.queued,
      this.#notebook.runs.repeats,
    ];
  }

  /** Has its question answered where it has changed, or what it depends on; unless that is done or under way, or is to be said. */
  show(): unknown {
    return this.kind.names || this.#offered ? this.#notebook.linked().then(() => this.#show()) : this.#show();
  }

  #show(): unknown {
    if (this.queued || this.links?.problem || this.state.isUnsaid) return;
    for (const used of this.uses) used.needed = true;
    const inputs = this.#inputs;
    if (this.state.inputs === null) this.#asked = null;
    if (inputs === null || this.#broken || (this.#isCurrent(inputs) && !this.#isOld)) return;
    if (this.#offered) return this.#recall(this.#offered, inputs);
    if (this.#asked !== null && !this.#repeats) return;
    return this.#answer(inputs);
  }

  /** What was kept of it is shown when it is first looked at; null where it is to be asked. */
  offer(answers: NotebookAnswers | null): void {
    this.#offered = answers?.of(sayOf(this), this.#key) ?? null;
  }

  /** Shows what was kept of it, and of what it uses: nothing runs for that. */
  async showKept(): Promise<void> {
    if (!this.#offered) return;
    await this.#notebook.linked();
    for (const used of this.uses) await used.showKept();
    const inputs = this.#inputs;
    if (this.#offered && inputs !== null && !this.links?.problem) await this.#recall(this.#offered, inputs);
  }

  /** What was kept of it is shown and stale, and nothing that it uses has to be asked first. */
  get #isOld(): boolean {
    const kept = this.#asked?.kept;
    return kept !== undefined && kept.isShown && kept.old.length > 0 && this.#oldUses.length === 0;
  }

  /** It is answered again by itself. One that failed has no answer that could be kept. */
  get #repeats(): boolean {
    const { repeats, fast } = this.#notebook.runs;
    return repeats && (this.#isAskedFor || this.#seconds <= fast || this.state.status?.status === 'failed');
  }

  /** Its turn among those that are to run has come: once what it uses runs no more. */
  async perform(): Promise<void> {
    this.state.say?.();
    for (const used of this.uses) await (used.#answering ?? used.showKept());
    if (this.links?.problem || this.#broken) return;
    if (this.#offered && this.#statusOf(this.#offered).status === 'done') {
      await this.showKept();
      if (this.status?.status === 'done') return;
    }
    const inputs = this.#inputs;
    // What it waits for is told later, and then it is asked.
    if (inputs === null) this.#asked = null;
    else await this.#answer(inputs);
  }

  /** What it depends on; null while some of it is not known. */
  get #inputs(): string | null {
    const { inputs = '' } = this.state;
    if (inputs === null || this.uses.some((one) => !one.#isReady)) return null;
    // What a parameter is stands in the question.
    const others = this.uses.filter(({ state }) => state.version === undefined);
    return [inputs, ...others.map(({ name, version }) => `${name} ${version}`)].join('\n');
  }

  get #isReady(): boolean {
    return this.version !== null && !this.queued && this.state.status?.status !== 'running';
  }

  /** One that it uses and that has no answer. */
  get #broken(): OpenCell | undefined {
    return this.uses.find((one) => one.#said !== undefined);
  }

  /** Why what uses it cannot be answered; undefined where it can, or has to wait. */
  get #said(): string | undefined {
    const { status, state } = this;
    if (status !== null && status.status in saidOf) return saidOf[status.status];
    return status?.status === 'running' || !state.hindered ? undefined : `cannot be asked: ${state.hindered}`;
  }

  get #because(): string {
    const then = this.#asked?.key;
    return then ? staleBecause(then, { ...this.#key, files: then.files }).join(', ') : '';
  }

  get #key(): AnswerKey {
    const { about, snapshot } = this.#workbench;
    const asof = about && `${about.engine} ${about.engineVersion}, Asof ${about.asof}`;
    return {
      ...{ kind: this.kind.kind, asked: askedText(this.#written), inputs: this.state.inputs ?? '' },
      ...{ definitions: snapshot?.definitions ?? '', engine: asof ?? '', files: this.#host.files },
      cells: Object.fromEntries(this.uses.map((one) => [sayOf(one), one.#answerId])),
    };
  }

  /** Which answer it is that others use: the same again, where the same was asked of the same. */
  get #answerId(): string {
    if (this.state.version !== undefined) return this.state.version;
    const key = this.#offered?.key ?? this.#asked?.key;
    return key ? answerId(key) : '';
  }

  #isCurrent(inputs: string | null): boolean {
    return this.#asked?.question === this.#question && this.#asked.inputs === inputs;
  }

  #answer(inputs: string): Promise<void> {
    return this.#under(this.#take(inputs));
  }

  /** Whoever uses it waits for this. */
  #under(work: Promise<void>): Promise<void> {
    const answering = work.finally(() => {
      if (this.#answering === answering) this.#answering = null;
    });
    this.#answering = answering;
    return answering;
  }

  async #take(inputs: string): Promise<void> {
    const question = this.#question;
    this.#isAskedFor = false;
    this.#offered = null;
    this.#host.begin();
    const asked = { question, inputs, key: this.#key };
    this.#asked = asked;
    const began = performance.now();
    await this.state.ask(question);
    this.#seconds = (performance.now() - began) / 1000;
    if (this.state.status?.status === 'done') this.#answers++;
    // Now it is known which files it read.
    const now: AskedWith | null = this.#asked;
    if (now?.key === asked.key) this.#asked = { ...now, key: { ...now.key, files: this.#host.files } };
  }

  /** Shows the answer that was kept; where that cannot be, it is asked for. */
  #recall(head: KeptHead, inputs: string): Promise<void> {
    this.#offered = null;
    const old = this.#notebook.answers.staleBecause(head, this.#key);
    const asked = { question: this.#question, inputs, key: head.key, kept: { at: head.at, old, isShown: false } };
    this.#asked = asked;
    return this.#under(this.#takeKept(head, asked));
  }

  async #takeKept(head: KeptHead, asked: AskedWith): Promise<void> {
    const calls = await this.#notebook.answers.notes(head);
    if (this.#asked?.key !== asked.key) return;
    if (calls) {
      this.#host.recall(calls);
      await this.state.ask(head.question as Meant<Q>);
      this.#host.recalled();
    }
    const now = this.#asked;
    // Something else was asked meanwhile.
    if (now?.key !== asked.key || !now.kept) return;
    if (calls === null || this.state.status?.status !== 'done') {
      this.#asked = null;
      return;
    }
    [this.#answers, this.#seconds] = [this.#answers + 1, head.seconds];
    this.#asked = { ...now, kept: { ...now.kept, isShown: true } };
  }

  #keepSoon(): void {
    clearTimeout(this.#resting);
    const { answers } = this.#notebook;
    this.#resting = setTimeout(() => void this.#keep(answers), restMs);
  }

  async #keep(answers: NotebookAnswers): Promise<void> {
    await Promise.all([this.#answering, this.#notebook.linked()]);
    const [asked, { status }] = [this.#asked, this.status ?? { status: null }];
    if (!asked || status !== 'done') return;
    const { question, key, kept } = asked;
    const { isRepeatable = true } = this.state;
    const head = { key, question, at: kept?.at ?? Date.now(), seconds: this.#seconds, isRepeatable };
    answers.keep(sayOf(this), head, this.#host.calls);
  }
}

const saidOf: Partial<Record<AnswerStatus['status'], string>> = {
  failed: 'failed',
  blocked: 'is blocked',
  cancelled: 'was stopped',
};

function sayOf({ name, title }: OpenCell): string {
  return name ?? title;
}

/** A question as a text that is the same where the same is asked. */
function sayAll(question: object): string {
  return JSON.stringify(question, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
