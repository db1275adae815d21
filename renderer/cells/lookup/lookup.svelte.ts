import type { KeyText, LookupAnswer, LookupChoice } from '../../../core/rpc/online-api.ts';
import type { Run } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** When TTLs are counted from: now, when the last run ended, or a moment. */
export type LookupMoment = { by: 'now' } | { by: 'moment'; at: bigint };

/** One entity's online values beside what the files say. */
export class Lookup {
  readonly choices: Run<LookupChoice[]>;
  readonly answer: Run<LookupAnswer>;
  readonly forgetting: Run<{ removed: boolean }>;
  readonly #workbench: Workbench;
  #workspace: string | null = null;
  /** The entity of the answer. */
  #asked: KeyText[] = [];
  #chosen = $state(0);
  #values = $state.raw<Readonly<Record<string, string>>>({});
  #moment = $state.raw<LookupMoment>({ by: 'now' });

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.choices = workbench.run('entities');
    this.answer = workbench.run('lookup');
    this.forgetting = workbench.run('forget a record');
  }

  /** The set of join keys that is looked up by. */
  get choice(): LookupChoice | null {
    return this.choices.value?.[this.#chosen] ?? null;
  }

  get chosen(): number {
    return this.#chosen;
  }

  get moment(): LookupMoment {
    return this.#moment;
  }

  value(key: string): string {
    return this.#values[key] ?? '';
  }

  setValue(key: string, value: string): void {
    this.#values = { ...this.#values, [key]: value };
  }

  /** Every key has a value. */
  get complete(): boolean {
    return this.choice !== null && this.choice.keys.every(({ name }) => this.value(name) !== '');
  }

  /** Asks what can be looked up; the first time, looks up the first entity that there is. */
  async begin(workspace: string, moment: LookupMoment): Promise<void> {
    const same = workspace === this.#workspace;
    this.#workspace = workspace;
    if (!same) {
      this.answer.reset();
      this.choices.reset();
      this.#values = {};
      this.#chosen = 0;
      this.#moment = moment;
    }
    const choices = await this.choices.start((doing) =>
      this.#workbench.host.call('lookupChoices', { workspace }, doing),
    );
    if (!choices) return;
    if (this.complete) await this.ask();
    else await this.pick(this.choice?.entities[0] ?? []);
  }

  choose(at: number): Promise<void> {
    this.#chosen = at;
    return this.pick(this.choice?.entities[0] ?? []);
  }

  /** Looks up one of the entities that were suggested. */
  async pick(entity: readonly KeyText[]): Promise<void> {
    this.#values = Object.fromEntries(entity.map(({ name, value }) => [name, value]));
    if (this.complete) await this.ask();
  }

  isPicked(entity: readonly KeyText[]): boolean {
    return entity.every(({ name, value }) => this.value(name) === value);
  }

  /** Where the moment was the last run's, it is the next one's when that has ended. */
  follow(from: bigint | null, to: bigint | null): void {
    if (this.#moment.by === 'moment' && this.#moment.at === from && to !== null)
      this.#moment = { by: 'moment', at: to };
  }

  async at(moment: LookupMoment): Promise<void> {
    this.#moment = moment;
    if (this.complete) await this.ask();
  }

  /** Removes the record that a view has of the entity that was looked up, and looks it up again. */
  async forget(view: string, confirm: string | null): Promise<void> {
    const [workspace, entity] = [this.#workspace, this.#asked];
    if (workspace === null) return;
    const request = { workspace, view, entity, confirm };
    if (await this.forgetting.start((doing) => this.#workbench.host.call('forget', request, doing))) await this.ask();
  }

  async ask(): Promise<void> {
    const [workspace, choice] = [this.#workspace, this.choice];
    if (workspace === null || !choice) return;
    const entity = choice.keys.map(({ name }) => ({ name, value: this.value(name) }));
    this.#asked = entity;
    this.forgetting.reset();
    const at = this.#moment.by === 'moment' ? this.#moment.at : null;
    await this.answer.start((doing) => this.#workbench.host.call('lookup', { workspace, entity, at }, doing));
  }
}
