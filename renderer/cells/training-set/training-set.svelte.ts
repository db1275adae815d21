import { meant } from '../../../core/question/question.ts';
import { outputFields, type OutputOptions } from '../../../core/question/joined.ts';
import type { ExportReceipt, TrainingSetAnswer } from '../../../core/rpc/host-api.ts';
import { toRequest, type Question } from '../../state/question.ts';
import type { Run } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** The training set: what is joined, how the label rows fared, and its export. */
export class TrainingSet {
  readonly answer: Run<TrainingSetAnswer>;
  readonly exporting: Run<ExportReceipt>;
  readonly #workbench: Workbench;
  #question: Question | null = null;
  #output = $state.raw<OutputOptions>(meant(outputFields, {}));

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.answer = workbench.run('training set');
    this.exporting = workbench.run('export');
  }

  get output(): OutputOptions {
    return this.#output;
  }

  async ask(question: Question): Promise<void> {
    if (question.workspace !== this.#question?.workspace) this.answer.reset();
    this.#question = question;
    this.exporting.reset();
    const before = this.answer.value;
    const { host } = this.#workbench;
    const answer = await this.answer.start((doing) =>
      host.call('trainingSet', toRequest(question, this.#output), doing),
    );
    // What was shown until now is shown no more; a host that was started again does not have it.
    if (answer && before) await host.call('release', { result: before.result }).catch(() => null);
  }

  setOutput(change: Partial<OutputOptions>): void {
    this.#output = { ...this.#output, ...change };
    if (this.#question) void this.ask(this.#question);
  }

  /** Writes the training set to a Parquet file; the receipt, or null where it failed or was cancelled. */
  export(path: string): Promise<ExportReceipt | null> {
    const question = this.#question;
    if (!question) return Promise.resolve(null);
    const request = { ...toRequest(question, this.#output), path };
    return this.exporting.start((doing) => this.#workbench.host.call('exportTrainingSet', request, doing));
  }
}
