import type { Column } from '../../../core/engine/engine.ts';
import { sayPlot } from '../../../core/plot/say-plot.ts';
import type { plot, PlotQuestion } from '../../../core/question/plot.ts';
import type { NamedRows, PlotData } from '../../../core/rpc/sql-api.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { rowsByName } from '../../state/named-rows.ts';
import type { Answering } from '../../state/run.svelte.ts';

/** A picture of rows that have a name. */
export class Plotted implements CellState<typeof plot> {
  readonly answer: Answering<PlotData>;
  /** Of the rows that it draws, once they were found. */
  columns = $state.raw<readonly Column[]>([]);
  readonly #bench: Bench;
  readonly #cell: OpenCell<typeof plot, Plotted>;

  constructor(bench: Bench, cell: OpenCell<typeof plot, Plotted>) {
    this.#bench = bench;
    this.#cell = cell;
    this.answer = bench.workbench.run('plot');
  }

  get status() {
    return this.answer.state;
  }

  /** What it can draw: tables of the workspace, and cells that have rows. */
  get offered(): string[] {
    return rowsByName(this.#bench.workbench, this.#bench.notebook);
  }

  get said(): string {
    const { value } = this.answer;
    return value ? sayPlot(value, this.#cell.question.of) : '';
  }

  get picture(): PlotData | null {
    return this.answer.value;
  }

  get #rows(): NamedRows {
    const { of } = this.#cell.question;
    const rows = this.#cell.uses.find(({ state }) => state.rows)?.state.rows;
    return rows ? { name: of, ...rows } : { name: of, table: of };
  }

  async ask(asked: PlotQuestion): Promise<void> {
    const { host, workspace } = this.#bench;
    const rows = this.#rows;
    await this.answer.start(async (doing) => {
      this.columns = await host.call('rowColumns', { workspace, rows }, doing);
      return host.call('plot', { workspace, rows, asked }, doing);
    });
  }

  cancel(): void {
    this.answer.cancel();
  }

  close(): void {
    this.answer.reset();
  }
}
