import type { Column } from '../../../core/engine/engine.ts';
import { sayBrush, brushOver, type BrushPlace } from '../../../core/plot/brush.ts';
import { sayPlot } from '../../../core/plot/say-plot.ts';
import type { plot, PlotQuestion } from '../../../core/question/plot.ts';
import type { NamedRows, PlotData, PlotMarks } from '../../../core/rpc/sql-api.ts';
import type { Brushed } from '../../state/brushing.svelte.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { rowsByName } from '../../state/named-rows.ts';
import type { Answering } from '../../state/run.svelte.ts';

/** A picture of rows that have a name. */
export class Plotted implements CellState<typeof plot> {
  readonly answer: Answering<PlotData>;
  /** Of the rows that it draws, once they were found. */
  columns = $state.raw<readonly Column[]>([]);
  /** What of it is selected. */
  readonly marking: Answering<PlotMarks>;
  readonly #bench: Bench;
  readonly #cell: OpenCell<typeof plot, Plotted>;

  constructor(bench: Bench, cell: OpenCell<typeof plot, Plotted>) {
    this.#bench = bench;
    this.#cell = cell;
    this.answer = bench.workbench.run('plot');
    this.marking = bench.workbench.run('selected rows');
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

  /** What is selected of the rows that it draws, here or in another picture of them. */
  get brushed(): Brushed | null {
    return this.#bench.notebook.brushing.of(this.#cell.question.of);
  }

  /** Selects what stands at these places, by their indices; null selects nothing. */
  brush(places: readonly BrushPlace[], chosen: readonly [from: number, to: number] | null): void {
    const { brushing } = this.#bench.notebook;
    const { value: data } = this.answer;
    if (!chosen || !data) return brushing.clear();
    const { of, x } = this.#cell.question;
    const brush = brushOver(data, x, places, ...chosen);
    brushing.now = { of, cell: this.#cell.id, brush, said: sayBrush(brush, data.x) };
  }

  unbrush(): void {
    this.#bench.notebook.brushing.clear();
  }

  /** Looks which of its rows are selected. */
  async mark(): Promise<void> {
    const { brushed } = this;
    if (!brushed || !this.answer.value) return this.marking.reset();
    const { host, workspace } = this.#bench;
    const asked = this.#cell.question;
    const { brush } = brushed;
    await this.marking.start((doing) => host.call('plotMarks', { workspace, rows: this.#rows, asked, brush }, doing));
  }

  get #rows(): NamedRows {
    const { of } = this.#cell.question;
    const rows = this.#cell.uses.find(({ state }) => state.rows)?.state.rows;
    return rows ? { name: of, ...rows } : { name: of, table: of };
  }

  async ask(asked: PlotQuestion): Promise<void> {
    const { host, workspace } = this.#bench;
    const rows = this.#rows;
    this.#bench.notebook.brushing.left(this.#cell.id);
    await this.answer.start(async (doing) => {
      this.columns = await host.call('rowColumns', { workspace, rows }, doing);
      return host.call('plot', { workspace, rows, asked }, doing);
    });
  }

  cancel(): void {
    this.answer.cancel();
  }

  close(): void {
    this.#bench.notebook.brushing.left(this.#cell.id);
    this.marking.reset();
    this.answer.reset();
  }
}
