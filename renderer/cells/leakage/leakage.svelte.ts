import type { Host } from '../../../core/rpc/contract.ts';
import type { Distribution, LeakageAnswer } from '../../../core/rpc/host-api.ts';
import type { DelayCurve, DelayKind } from '../../../core/leakage/delay-curve.ts';
import type { ModelCostFound } from '../../../core/leakage/model/cost.ts';
import type { Split } from '../../../core/leakage/model/split.ts';
import type { leakage } from '../../../core/question/leakage.ts';
import type { Shown } from '../../../core/question/show.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { CellState, ShowChoices } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import { SideBySide } from './side-by-side.svelte.ts';
import { TimeMachine } from './time-machine.svelte.ts';
import type { ValueTarget } from '../../state/why.svelte.ts';
import { AnsweredCell } from '../answered.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

export type LeakageAsked = Meant<typeof leakage>;

/** The leakage cell: the report, and what its parts look at together. */
export class Leakage extends AnsweredCell<LeakageAnswer> implements CellState<typeof leakage> {
  readonly machine: TimeMachine;
  readonly sideBySide: SideBySide;
  readonly comparing: Answering<Distribution>;
  readonly modelling: Answering<ModelCostFound>;
  /** By what it is that grows. */
  readonly delaying: Record<DelayKind, Answering<DelayCurve>>;
  /** How the model's rows are parted, where another way was chosen than the question's. */
  chosenSplit = $state<Split | null>(null);
  /** The feature whose values are compared, and the view whose peeks are shown; null is the time machine's. */
  compared = $state<string | null>(null);
  peeked = $state<string | null>(null);
  readonly #workbench: Workbench;
  readonly #host: Host;
  readonly #owner: string;
  readonly #workspace: string;
  readonly #cell: string;

  constructor(bench: Bench, cell: Pick<OpenCell, 'id' | 'shown' | 'keep'>) {
    const { workbench, workspace, host } = bench;
    super(workbench.run('leakage'));
    this.#workbench = workbench;
    this.#host = host;
    this.#owner = workbench.newOwner();
    this.#workspace = workspace;
    this.#cell = cell.id;
    this.comparing = workbench.run('distribution');
    this.modelling = workbench.run('model');
    this.delaying = { embargo: workbench.run('embargo'), available_after: workbench.run('available_after') };
    const keep = (change: Partial<Shown>): void => cell.keep(change);
    this.machine = new TimeMachine(bench, keep);
    this.sideBySide = new SideBySide(bench, keep);
    this.look(cell.shown);
  }

  /** The value that the time machine stands at, to be explained; null where it stands nowhere. */
  get standing(): ValueTarget | null {
    return this.machine.valueIn(this.#cell);
  }

  /** What is explained on the right is a value of this cell: it goes along with the time machine. */
  get explains(): boolean {
    const { inspected } = this.#workbench;
    return inspected?.kind === 'value' && inspected.cell === this.#cell;
  }

  explain(): void {
    if (this.standing) this.#workbench.inspect(this.standing);
  }

  seek(entity: string): Promise<void> {
    return this.machine.seek(entity);
  }

  get peeks() {
    return this.run.value?.peeks ?? null;
  }

  get showChoices(): ShowChoices | null {
    return this.sideBySide.showChoices;
  }

  look(shown: Shown): void {
    this.machine.look(shown);
    this.sideBySide.lookAs(shown);
  }

  cancel(): void {
    this.run.cancel();
  }

  close(): void {
    const { run, comparing, modelling } = this;
    for (const one of [
      run,
      comparing,
      modelling,
      ...Object.values(this.delaying),
      this.machine.loading,
      this.sideBySide.arranging,
    ])
      one.reset();
    void this.#workbench.release(this.#owner);
  }

  async ask(question: LeakageAsked): Promise<void> {
    const answer = await this.run.start((doing) =>
      this.#host.call('leakage', { owner: this.#owner, workspace: this.#workspace, ...question }, doing),
    );
    if (!answer) return;
    this.comparing.reset();
    this.modelling.reset();
    for (const curve of Object.values(this.delaying)) curve.reset();
    // By name, a service's too.
    const features = answer.report.features.map(({ view, feature }) => ({ view, feature }));
    await Promise.all([this.machine.show(answer, { ...question, features }), this.sideBySide.show(answer)]);
  }

  /** Both joins' values of one feature, in the same bins. */
  async compare(view: string, feature: string): Promise<void> {
    const result = this.run.value?.result;
    if (result === undefined) return;
    await this.comparing.start((doing) => this.#host.call('distribution', { result, view, feature }, doing));
  }

  /** What each feature is worth, the later what it is of is known. */
  async delay(of: DelayKind): Promise<void> {
    const result = this.run.value?.result;
    if (result === undefined) return;
    await this.delaying[of].start((doing) => this.#host.call('delayCurve', { result, of }, doing));
  }

  /** What a model of all features would promise and deliver. */
  async model(split: Split): Promise<void> {
    const result = this.run.value?.result;
    if (result === undefined) return;
    await this.modelling.start((doing) => this.#host.call('modelCost', { result, split }, doing));
  }
}
