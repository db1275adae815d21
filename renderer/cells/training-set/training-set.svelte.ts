import { trainingSetReport } from '../../../core/notebook/runner/reports.ts';
import { sayTrainingSet } from '../../../core/notebook/runner/say-rows.ts';
import type { trainingSet } from '../../../core/question/training-set.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { Host } from '../../../core/rpc/contract.ts';
import type { ExportReceipt, TrainingSetAnswer } from '../../../core/rpc/host-api.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { PlainRows } from '../../state/plain-rows.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';
import { ShowsTable } from '../shows-table.ts';

export type TrainingSetAsked = Meant<typeof trainingSet>;

/** The training set: what is joined, how the label rows fared, and its export. */
export class TrainingSet extends ShowsTable implements CellState<typeof trainingSet> {
  readonly answer: Answering<TrainingSetAnswer>;
  readonly exporting: Answering<ExportReceipt>;
  readonly table: PlainRows;
  /** The statement that made it is shown. */
  showsSql = $state(false);
  readonly #workbench: Workbench;
  readonly #host: Host;
  readonly #owner: string;
  readonly #workspace: string;
  #question: TrainingSetAsked | null = null;

  constructor(bench: Bench, cell: Pick<OpenCell, 'shown' | 'keep'>) {
    super();
    const { workbench, workspace, host } = bench;
    this.#workbench = workbench;
    this.#host = host;
    this.#owner = workbench.newOwner();
    this.#workspace = workspace;
    this.answer = workbench.run('training set');
    this.exporting = workbench.run('export');
    this.table = new PlainRows(bench, 'label', cell);
  }

  get status() {
    return this.answer.state;
  }

  get rows() {
    const { value } = this.answer;
    return value && { result: value.result };
  }

  get report() {
    const { value } = this.answer;
    return value && trainingSetReport(value);
  }

  get said() {
    const { value } = this.answer;
    return value ? sayTrainingSet(value) : '';
  }

  cancel(): void {
    this.answer.cancel();
  }

  close(): void {
    this.answer.reset();
    this.exporting.reset();
    this.table.clear();
    void this.#workbench.release(this.#owner);
  }

  async ask(question: TrainingSetAsked): Promise<void> {
    this.#question = question;
    this.exporting.reset();
    const answer = await this.answer.start((doing) =>
      this.#host.call('trainingSet', { owner: this.#owner, workspace: this.#workspace, ...question }, doing),
    );
    if (answer) await this.table.show(answer);
  }

  /** Writes the training set to a Parquet file; the receipt, or null where it failed or was cancelled. */
  export(path: string): Promise<ExportReceipt | null> {
    const question = this.#question;
    if (!question) return Promise.resolve(null);
    const request = { workspace: this.#workspace, ...question, path };
    return this.exporting.start((doing) => this.#workbench.host.call('exportTrainingSet', request, doing));
  }
}
