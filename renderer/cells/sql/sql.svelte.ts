import { AsofError, toWire } from '../../../core/errors/asof-error.ts';
import { fillSql, type Filled } from '../../../core/notebook/cell/put-parameters.ts';
import { sqlReport } from '../../../core/notebook/runner/reports.ts';
import { tokenAt } from '../../../core/notebook/sql/tokens.ts';
import type { sqlText } from '../../../core/question/sql.ts';
import type { SqlAnswer, SqlResult } from '../../../core/rpc/sql-api.ts';
import type { CellState, AnswerStatus } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { PlainRows } from '../../state/plain-rows.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import { bodyNames, type BodyNames } from '../editor/body-names.ts';
import type { Problem } from '../editor/code-view.ts';
import { ShowsTable } from '../shows-table.ts';

/** SQL as it is written, and what came of it when it was last run. It runs when it is said, and again when what it uses has changed. */
export class SqlCellState extends ShowsTable implements CellState<typeof sqlText> {
  readonly answer: Answering<SqlAnswer & { filled: Filled }>;
  readonly table: PlainRows;
  readonly #bench: Bench;
  readonly #owner: string;
  readonly #cell: OpenCell<typeof sqlText, SqlCellState>;
  /** What is to be run: what is written meanwhile is not. */
  #due = $state.raw<string>();

  constructor(bench: Bench, cell: OpenCell<typeof sqlText, SqlCellState>) {
    super();
    this.#bench = bench;
    this.#owner = bench.workbench.newOwner();
    this.#cell = cell;
    this.#due = cell.question.text;
    this.answer = bench.workbench.run('SQL');
    this.table = new PlainRows(bench, 'row', cell);
  }

  /** What is offered while it is written. */
  get names(): BodyNames {
    const { workbench, notebook } = this.#bench;
    return bodyNames(workbench, notebook, this.#cell);
  }

  /** With the values of parameters. */
  get #filled(): Filled {
    return fillSql(this.#cell.question.text, this.#bench.notebook.parameters);
  }

  get isUnsaid(): boolean {
    return this.#cell.question.text !== this.#due;
  }

  get inputs(): string {
    return this.#filled.text;
  }

  /** The newest rows that there are, be they of an older text. */
  get found(): SqlResult | null {
    return this.answer.value?.found ?? null;
  }

  get isRepeatable(): boolean {
    return this.found?.isRepeatable ?? true;
  }

  get rows() {
    const { found } = this;
    return found && { result: found.result };
  }

  get report() {
    const { found } = this;
    return found && sqlReport(found, found.row);
  }

  get status(): AnswerStatus {
    const { state } = this.answer;
    if (state.status !== 'done') return state;
    const [refusal] = state.value.refusals;
    if (!refusal) return state;
    const { message, expected } = refusal;
    return { status: 'failed', error: toWire(new AsofError('sql_invalid', { message, expected })) };
  }

  /** Of what is written, where that is what was run. */
  get problems(): readonly Problem[] {
    const { value } = this.answer;
    const { text } = this.#cell.question;
    if (value?.filled.text !== this.#filled.text) return [];
    return value.refusals.flatMap(({ message, expected, at }) => {
      if (at === null) return [];
      return [
        { ...tokenAt(text, value.filled.originalAt(at)), message: expected ? `${message}: ${expected}` : message },
      ];
    });
  }

  say(): void {
    this.#due = this.#cell.question.text;
  }

  async ask(): Promise<void> {
    const { host, workspace } = this.#bench;
    const filled = this.#filled;
    if (filled.text.trim() === '') return;
    const results = this.#cell.uses.flatMap(({ name, state: { rows } }) => {
      return name !== null && rows ? [{ name, ...rows }] : [];
    });
    const input = { workspace, owner: this.#owner, text: filled.text, results };
    const answer = await this.answer.start(async (doing) => {
      return { filled, ...(await host.call('sql', input, doing)) };
    });
    if (answer?.found) await this.table.show(answer.found);
    else if (answer) this.table.clear();
  }

  cancel(): void {
    this.answer.cancel();
  }

  close(): void {
    this.answer.reset();
    this.table.clear();
    void this.#bench.workbench.release(this.#owner);
  }
}
