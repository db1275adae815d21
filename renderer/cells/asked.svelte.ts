import type { AskedByKind, CellAnswer } from '../../core/rpc/ask-api.ts';
import type { Host } from '../../core/rpc/contract.ts';
import type { Meant, Question } from '../../core/question/question.ts';
import type { CellState } from '../state/cell-state.ts';
import type { Bench, OpenCell } from '../state/cell.svelte.ts';
import { PlainRows } from '../state/plain-rows.svelte.ts';
import type { Answering } from '../state/run.svelte.ts';
import type { Workbench } from '../state/workbench.svelte.ts';
import { ShowsTable } from './shows-table.ts';

/**
 * The state of a cell that asks what its kind asks (`core/notebook/runner/ask-cell.ts`), and whose answer is a report
 * (R, as the command prints it with `--json`) and rows.
 */
export class AskedCell<Q extends Question, R extends object> extends ShowsTable implements CellState<Q> {
  readonly run: Answering<CellAnswer & { report: R }>;
  readonly table: PlainRows;
  readonly #workbench: Workbench;
  readonly #host: Host;
  readonly #owner: string;
  readonly #workspace: string;
  readonly #cell: OpenCell<Q, AskedCell<Q, R>>;

  /** @param first The filter of its rows that is chosen first. */
  constructor(bench: Bench, cell: OpenCell<Q, AskedCell<Q, R>>, first?: string) {
    super();
    const { workbench, workspace, host } = bench;
    this.#workbench = workbench;
    this.#host = host;
    this.#owner = workbench.newOwner();
    this.#workspace = workspace;
    this.#cell = cell;
    this.run = workbench.run(cell.kind.title);
    this.table = new PlainRows(bench, 'row', cell, first);
  }

  /** Whether there is something to ask; else it waits for its question to be filled in. */
  protected isAskable(_question: Meant<Q>): boolean {
    return true;
  }

  get status() {
    return this.isAskable(this.#cell.question) ? this.run.state : null;
  }

  get rows() {
    const { value } = this.run;
    return value && value.columns.length > 0 ? { result: value.result } : null;
  }

  get report(): R | null {
    return this.run.value?.report ?? null;
  }

  async ask(question: Meant<Q>): Promise<void> {
    if (!this.isAskable(question)) return this.#forget();
    // The compiler knows neither which kind this is, nor so its question and its report.
    const what = { kind: this.#cell.kind.kind, asked: question } as unknown as AskedByKind;
    const input = { workspace: this.#workspace, owner: this.#owner, ...what };
    const answer = await this.run.start(async (doing) => {
      return (await this.#host.call('ask', input, doing)) as CellAnswer & { report: R };
    });
    if (answer && answer.columns.length > 0) await this.table.show(answer);
  }

  cancel(): void {
    this.run.cancel();
  }

  close(): void {
    this.#forget();
    void this.#workbench.release(this.#owner);
  }

  #forget(): void {
    this.run.reset();
    this.table.clear();
  }
}
