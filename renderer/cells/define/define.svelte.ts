import type { Host } from '../../../core/rpc/contract.ts';
import type { DefineAnswer } from '../../../core/rpc/host-api.ts';
import { featuresOf } from '../../../core/model/feature-ref.ts';
import type { define } from '../../../core/question/define.ts';
import { leakage } from '../../../core/question/leakage.ts';
import { meant, type Meant } from '../../../core/question/question.ts';
import type { Shown } from '../../../core/question/show.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';
import { AnsweredCell } from '../answered.svelte.ts';
import { TimeMachine } from '../leakage/time-machine.svelte.ts';

export type DefineAsked = Meant<typeof define>;

/** Milliseconds that nothing has been typed, before it is tried. */
const restMs = 300;

/** A view that is being written: as it is typed, as it is asked about, and what it gives. */
export class Define extends AnsweredCell<DefineAnswer> implements CellState<typeof define> {
  readonly saving: Answering<{ path: string }>;
  readonly machine: TimeMachine;
  readonly #workbench: Workbench;
  readonly #host: Host;
  readonly #owner: string;
  readonly #workspace: string;
  readonly #cell: OpenCell<typeof define, Define>;
  #typed = $state.raw<DefineAsked['view'] | null>(null);
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(bench: Bench, cell: OpenCell<typeof define, Define>) {
    const { workbench, workspace, host } = bench;
    super(workbench.run('define'));
    this.#workbench = workbench;
    this.#host = host;
    this.#owner = workbench.newOwner();
    this.#workspace = workspace;
    this.#cell = cell;
    this.saving = workbench.run('saving');
    this.machine = new TimeMachine(bench, (change) => cell.keep(change));
    this.look(cell.shown);
  }

  /** As it is typed, a moment before it is asked about. */
  get view(): DefineAsked['view'] {
    return this.#typed ?? this.#cell.question.view;
  }

  /** What is shown is an answer to what is typed. */
  get isCurrent(): boolean {
    return this.#typed === null && this.run.state.status === 'done';
  }

  /** Writes the view into the cell, and asks about it, once it rests. */
  change(view: DefineAsked['view']): void {
    clearTimeout(this.#resting);
    this.#typed = view;
    this.#resting = setTimeout(() => {
      this.#cell.ask({ view });
      this.#typed = null;
    }, restMs);
  }

  async ask(question: DefineAsked): Promise<void> {
    const answer = await this.run.start((doing) =>
      this.#host.call('define', { owner: this.#owner, workspace: this.#workspace, ...question }, doing),
    );
    const { labels, naive, view } = question;
    const features = featuresOf({ name: view.name, features: answer?.grid.flatMap(named) ?? [] });
    if (answer) await this.machine.show(answer, { labels, naive, features, options: meant(leakage.options.group, {}) });
  }

  /** Writes the view into `asof.yaml`; then the workspace is read again, and this cell with it. */
  async save(): Promise<void> {
    const { view } = this;
    const saved = await this.saving.start((doing) =>
      this.#workbench.host.call('saveView', { workspace: this.#workspace, view }, doing),
    );
    if (!saved) return;
    this.#workbench.activity.say(`${view.name} is saved to ${saved.path}`);
    await this.#workbench.readAgain();
  }

  explain(): void {
    const target = this.machine.valueIn(this.#cell.id);
    if (target) this.#workbench.inspect(target);
  }

  seek(entity: string): Promise<void> {
    return this.machine.seek(entity);
  }

  look(shown: Shown): void {
    this.machine.look(shown);
  }

  cancel(): void {
    this.run.cancel();
  }

  close(): void {
    clearTimeout(this.#resting);
    for (const run of [this.run, this.saving, this.machine.loading]) run.reset();
    void this.#workbench.release(this.#owner);
  }
}

function named({ feature }: { feature: string | null }): { name: string }[] {
  return feature === null ? [] : [{ name: feature }];
}
