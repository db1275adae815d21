import type { CellAnswer } from '../../../core/rpc/ask-api.ts';
import type { KeyText, LookupAnswer, LookupChoice } from '../../../core/rpc/online-api.ts';
import type { EntityKeys } from '../../../core/question/field.ts';
import type { lookup } from '../../../core/question/lookup.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { FollowedRun } from '../../state/followed-run.ts';
import type { Online } from '../../state/online.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** One entity's online values beside what the files say. */
export class Lookup implements CellState<typeof lookup> {
  readonly choices: Answering<LookupChoice[]>;
  readonly answer: Answering<LookupAnswer>;
  readonly forgetting: Answering<{ removed: boolean }>;
  /** Of all entities that its question names, whichever of them is shown. */
  readonly figures: Answering<CellAnswer>;
  readonly #workbench: Workbench;
  readonly #owner: string;
  readonly #online: Online;
  readonly #workspace: string;
  readonly #cell: OpenCell<typeof lookup, Lookup>;
  /** The entity of the answer. */
  #asked: EntityKeys = {};
  #chosen = $state(0);
  /** What stands in the fields. */
  #values = $state.raw<Readonly<Record<string, string>>>({});
  /** What the request gives, by field: what is empty is not given. */
  #given = $state.raw<Readonly<EntityKeys>>({});
  /** The runs that `choices` know of. */
  #runs: string | null = null;
  readonly #followed = new FollowedRun();

  constructor({ workbench, online, workspace }: Bench, cell: OpenCell<typeof lookup, Lookup>) {
    this.#workbench = workbench;
    this.#owner = workbench.newOwner();
    this.#online = online;
    this.#workspace = workspace;
    this.#cell = cell;
    this.#values = cell.question.entities[0] ?? {};
    this.#given = Object.assign({}, ...cell.question.request) as EntityKeys;
    this.choices = workbench.run('entities');
    this.answer = workbench.run('lookup');
    this.forgetting = workbench.run('forget a record');
    this.figures = workbench.run('lookup');
  }

  /** The set of join keys that is looked up by. */
  get choice(): LookupChoice | null {
    return this.choices.value?.[this.#chosen] ?? null;
  }

  get chosen(): number {
    return this.#chosen;
  }

  /** What is told of the store: who was written last. Null while it cannot be asked. */
  get inputs(): string | null {
    return this.#online.fault ? null : this.#online.told;
  }

  get hindered(): string | null {
    return this.#online.fault?.title ?? null;
  }

  get status() {
    return this.answer.state.status === 'idle' ? this.choices.state : this.answer.state;
  }

  get report() {
    return this.figures.value?.report ?? null;
  }

  get said() {
    return this.figures.value?.said ?? '';
  }

  /** The entities that can be shown at a click: some that there are, behind those that it asks for beside them. */
  get offered(): readonly (readonly KeyText[])[] {
    const there = this.choice?.entities ?? [];
    const known = new Set(there.map((entity) => sayKeys(toEntity(entity))));
    const named = this.#cell.question.entities.filter((entity) => !known.has(sayKeys(entity)));
    return [...named.map((entity) => Object.entries(entity).map(([name, value]) => ({ name, value }))), ...there];
  }

  /** When the last run into the store was as of; null where there was none. */
  get ended(): bigint | null {
    return this.#online.ended();
  }

  value(key: string): string {
    return this.#values[key] ?? '';
  }

  setValue(key: string, value: string): void {
    this.#values = { ...this.#values, [key]: value };
  }

  /** What the request gives for a field of on-demand views. */
  given(field: string): string {
    return this.#given[field] ?? '';
  }

  give(field: string, value: string): void {
    const { [field]: _, ...others } = this.#given;
    this.#given = value === '' ? others : { ...others, [field]: value };
  }

  /** Every key has a value. */
  get complete(): boolean {
    return this.choice !== null && this.choice.keys.every(({ name }) => this.value(name) !== '');
  }

  /** Asks what can be looked up, where another run may have changed that; the first time, of the first entity that there is. */
  async ask(question: Meant<typeof lookup>): Promise<void> {
    const now = this.#followed.follow(question.now, this.ended);
    if (now !== question.now) this.#cell.settle({ now });
    if (this.#runs !== this.inputs || this.choices.value === null) {
      this.#runs = this.inputs;
      const choices = await this.choices.start((doing) =>
        this.#workbench.host.call('lookupChoices', { workspace: this.#workspace }, doing),
      );
      if (!choices) return;
      const at = choices.findIndex(({ keys }) => keys.every(({ name }) => Object.hasOwn(this.#values, name)));
      if (at >= 0) this.#chosen = at;
    }
    if (!this.complete) this.#fill(this.choice?.entities[0] ?? []);
    if (this.complete) await this.#look();
    await this.#count();
  }

  cancel(): void {
    this.choices.cancel();
    this.answer.cancel();
  }

  close(): void {
    for (const run of [this.choices, this.answer, this.forgetting, this.figures]) run.reset();
    void this.#workbench.release(this.#owner);
  }

  choose(at: number): void {
    this.#chosen = at;
    this.pick(this.choice?.entities[0] ?? []);
  }

  /** Looks up one of the entities that were suggested; one that it asks for already is only shown. */
  pick(entity: readonly KeyText[]): void {
    this.#fill(entity);
    if (this.#asksFor(this.#values)) void this.#look();
    else this.submit();
  }

  /** Looks up the entity that stands in the fields. */
  submit(): void {
    if (this.complete) this.#cell.ask({ entities: [this.#values], request: this.#request });
  }

  isPicked(entity: readonly KeyText[]): boolean {
    return entity.every(({ name, value }) => this.value(name) === value);
  }

  /** Removes the record that a view has of the entity that was looked up, and looks it up again. */
  async forget(view: string, confirm: string | null): Promise<void> {
    const request = { workspace: this.#workspace, view, entity: this.#asked, confirm };
    if (await this.forgetting.start((doing) => this.#workbench.host.call('forget', request, doing))) await this.#look();
  }

  get #request(): EntityKeys[] {
    return Object.keys(this.#given).length > 0 ? [this.#given] : [];
  }

  #fill(entity: readonly KeyText[]): void {
    this.#values = toEntity(entity);
  }

  async #look(): Promise<void> {
    const { choice } = this;
    if (!choice) return;
    const entity = Object.fromEntries(choice.keys.map(({ name }) => [name, this.value(name)]));
    this.#asked = entity;
    if (!this.#asksFor(this.#values)) this.#cell.settle({ entities: [this.#values] });
    this.forgetting.reset();
    const { now } = this.#cell.question;
    const asked = { workspace: this.#workspace, entity, request: this.#request, now };
    await this.answer.start((doing) => this.#workbench.host.call('lookup', asked, doing));
  }

  #asksFor(entity: EntityKeys): boolean {
    return this.#cell.question.entities.some((one) => sayKeys(one) === sayKeys(entity));
  }

  /** What check cells claim things of; nothing where no features are named. */
  async #count(): Promise<void> {
    const { question, features } = this.#cell;
    if (features.length === 0) return this.figures.reset();
    const input = { workspace: this.#workspace, owner: this.#owner, kind: 'lookup', asked: question } as const;
    await this.figures.start((doing) => this.#workbench.host.call('ask', input, doing));
  }
}

function toEntity(keys: readonly KeyText[]): EntityKeys {
  return Object.fromEntries(keys.map(({ name, value }) => [name, value]));
}

function sayKeys(entity: EntityKeys): string {
  return JSON.stringify(Object.entries(entity).sort());
}
