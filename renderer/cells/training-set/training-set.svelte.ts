import type { trainingSet } from '../../../core/question/training-set.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { ExportReceipt, TrainingSetAnswer } from '../../../core/rpc/host-api.ts';
import type { Bench, CellState } from '../../state/cell.svelte.ts';
import type { Run } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

export type TrainingSetAsked = Meant<typeof trainingSet>;

/** The training set: what is joined, how the label rows fared, and its export. */
export class TrainingSet implements CellState<typeof trainingSet> {
  readonly answer: Run<TrainingSetAnswer>;
  readonly exporting: Run<ExportReceipt>;
  /** The statement that made it is shown. */
  showsSql = $state(false);
  readonly #workbench: Workbench;
  readonly #owner: string;
  readonly #workspace: string;
  #question: TrainingSetAsked | null = null;

  constructor({ workbench, workspace }: Bench) {
    this.#workbench = workbench;
    this.#owner = workbench.newOwner();
    this.#workspace = workspace;
    this.answer = workbench.run('training set');
    this.exporting = workbench.run('export');
  }

  get status() {
    return this.answer.state;
  }

  get result() {
    return this.answer.value?.result ?? null;
  }

  cancel(): void {
    this.answer.cancel();
  }

  close(): void {
    this.answer.reset();
    this.exporting.reset();
    void this.#workbench.release(this.#owner);
  }

  async ask(question: TrainingSetAsked): Promise<void> {
    this.#question = question;
    this.exporting.reset();
    const { host } = this.#workbench;
    await this.answer.start((doing) =>
      host.call('trainingSet', { owner: this.#owner, workspace: this.#workspace, ...question }, doing),
    );
  }

  /** Writes the training set to a Parquet file; the receipt, or null where it failed or was cancelled. */
  export(path: string): Promise<ExportReceipt | null> {
    const question = this.#question;
    if (!question) return Promise.resolve(null);
    const request = { workspace: this.#workspace, ...question, path };
    return this.exporting.start((doing) => this.#workbench.host.call('exportTrainingSet', request, doing));
  }
}
