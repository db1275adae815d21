import type { AskContext } from '../../ask/context.ts';
import type { Run } from '../../engine/engine.ts';
import { fromWire, toWire, type AsofError } from '../../errors/asof-error.ts';
import { inCellWords } from '../../question/cell-words.ts';
import type { Cell } from '../cell/cell.ts';
import { writes } from '../cell/kinds.ts';
import { linkCells, type Graph, type LinkedCell } from '../graph/graph.ts';
import { after } from '../graph/order.ts';
import type { Notebook } from '../notebook.ts';
import { readSql } from '../sql/read-sql.ts';
import { plotData } from '../../plot/plot.ts';
import { sayPlot } from '../../plot/say-plot.ts';
import type { PlotQuestion } from '../../question/plot.ts';
import type { SqlSandbox } from '../sql/sandbox.ts';
import { answer, dropAnswer, type Answer } from './answer.ts';
import { askKind } from './ask-cell.ts';
import { askClaims } from './ask-claims.ts';
import { askSql } from './ask-sql.ts';
import { openTable, tableNames } from './workspace-tables.ts';

export type CellStatus = 'never run' | 'queued' | 'running' | 'fresh' | 'stale' | 'blocked' | 'failed' | 'stopped';

/** How a cell stands. */
export interface CellRun {
  readonly cell: Cell;
  readonly status: CellStatus;
  /** What is wrong with it; empty of one that is not `failed`. */
  readonly problems: readonly AsofError[];
  /** Why it is blocked or stale, or does not run here; empty else. */
  readonly because: string;
  /** How long it took; null before it ended. */
  readonly seconds: number | null;
  readonly answer: Answer | null;
}

export interface RunnerParts {
  context: AskContext;
  /** Asked for when the first SQL runs; closed by whoever made it. */
  sandbox: () => SqlSandbox;
  /** How messages name the notebook. */
  file: string;
  /** Is told of each new state. */
  watch?: (index: number, state: CellRun) => void;
}

/** Runs the cells of a notebook, each behind those that it uses. One run at a time. */
export class NotebookRunner {
  /** In the order of the file. */
  readonly states: CellRun[];
  readonly #parts: RunnerParts;
  readonly #notebook: Notebook;
  readonly #graph: Graph;
  readonly #stopping = new Map<number, AbortController>();

  private constructor(parts: RunnerParts, notebook: Notebook, graph: Graph) {
    this.#parts = parts;
    this.#notebook = notebook;
    this.#graph = graph;
    this.states = graph.cells.map(({ cell, problems }) => ({
      ...{ cell, problems, seconds: null, answer: null },
      status: problems.length > 0 ? 'failed' : 'never run',
      because: problems.length > 0 ? '' : whyNot(cell),
    }));
  }

  /** Reads what the cells use of each other; nothing runs. */
  static async of(notebook: Notebook, parts: RunnerParts): Promise<NotebookRunner> {
    const { engine, workspace } = parts.context;
    return new NotebookRunner(
      parts,
      notebook,
      await linkCells(notebook.cells, parts.file, tableNames(workspace), (text) => readSql(engine, text)),
    );
  }

  /**
   * Runs cells, and what they use that has no answer; all where none are named. What cannot run says so in its state:
   * nothing is thrown. Cells that write, and questions to the reader, do not run. Answers that used another that is
   * given anew become stale.
   */
  async run(run: Run = {}, which: readonly number[] = this.#graph.order): Promise<void> {
    const wanted = new Set<number>();
    which.forEach((index) => this.#want(index, wanted));
    const queue = this.#graph.order.filter((index) => wanted.has(index) && this.#canRun(index));
    for (const index of queue) this.#set(index, { status: 'queued', because: '' });
    for (const index of queue) if (this.states[index]!.status === 'queued') await this.#perform(index, run);
  }

  /** Stops a cell that runs or waits; what waits for it is then blocked. */
  stop(index: number): void {
    if (this.states[index]!.status === 'queued') this.#set(index, { status: 'stopped' });
    this.#stopping.get(index)?.abort();
  }

  /** Lets go of all answers. */
  async close(): Promise<void> {
    for (const index of this.states.keys()) await this.#forget(index);
  }

  #want(index: number, wanted: Set<number>): void {
    if (wanted.has(index)) return;
    wanted.add(index);
    for (const needed of this.#graph.cells[index]!.dependsOn)
      if (this.states[needed]!.status !== 'fresh') this.#want(needed, wanted);
  }

  #canRun(index: number): boolean {
    const { cell, problems } = this.#graph.cells[index]!;
    return problems.length === 0 && whyNot(cell) === '';
  }

  async #perform(index: number, run: Run): Promise<void> {
    const linked = this.#graph.cells[index]!;
    await this.#forget(index);
    const lacking = linked.dependsOn.find((one) => this.states[one]!.answer === null);
    if (run.signal?.aborted) return this.#set(index, { status: 'stopped' });
    if (lacking !== undefined) return this.#set(index, { status: 'blocked', because: this.#sayLacking(lacking) });
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    run.signal?.addEventListener('abort', stop, { once: true });
    this.#stopping.set(index, stopping);
    this.#set(index, { status: 'running', problems: [] });
    const started = performance.now();
    try {
      const found = await this.#ask(linked, { ...run, signal: stopping.signal });
      this.#set(index, { status: 'fresh', answer: found, seconds: (performance.now() - started) / 1000 });
    } catch (error) {
      const problem = this.#placed(error, linked.cell);
      const isStopped = problem.kind === 'cancelled';
      const seconds = (performance.now() - started) / 1000;
      this.#set(index, { status: isStopped ? 'stopped' : 'failed', problems: isStopped ? [] : [problem], seconds });
    } finally {
      run.signal?.removeEventListener('abort', stop);
      this.#stopping.delete(index);
    }
    this.#outdate(index);
  }

  #ask({ cell, dependsOn }: LinkedCell, run: Run): Promise<Answer> {
    const { context, sandbox, file } = this.#parts;
    const content = cell.content!;
    const used = dependsOn.map((index) => ({ name: this.states[index]!.cell.name!, ...this.states[index]!.answer! }));
    switch (content.kind) {
      case 'sql':
        return askSql({ context, sandbox: sandbox(), file }, cell, used, run);
      case 'check':
        return Promise.resolve(askClaims(content.asked, used));
      case 'parameter': {
        const value = this.#notebook.parameters[cell.name!]!;
        return Promise.resolve(answer({ value }, `${cell.name} = ${value}`));
      }
      case 'plot':
        return this.#askPlot(content.asked, used, run);
      case 'materialize':
      case 'ask':
        throw new TypeError(`a ${content.kind} cell does not run by itself`);
      default:
        return askKind(context, content, run);
    }
  }

  async #askPlot(asked: PlotQuestion, used: readonly (Answer & { name: string })[], run: Run) {
    const { engine, workspace } = this.#parts.context;
    const rows = used.find(({ name }) => name.toLowerCase() === asked.of.toLowerCase())?.rows;
    const data = await plotData(engine, rows ?? (await openTable(workspace, asked.of, run)).query, asked, run);
    return answer({ of: asked.of, rows: data.rows }, sayPlot(data, asked.of), { picture: data });
  }

  /** Of an error that does not know where, it is the cell. */
  #placed(error: unknown, { part }: Cell): AsofError {
    const failure = fromWire(inCellWords(toWire(error)));
    return failure.where ? failure : failure.at({ file: this.#parts.file, line: part.line });
  }

  #sayLacking(index: number): string {
    const { cell, status } = this.states[index]!;
    return `it uses ${cell.name ?? cell.kind}, which ${said[status] ?? `is ${status}`}`;
  }

  /** What used an answer that is no longer. */
  #outdate(index: number): void {
    const needs = this.#graph.cells.map(({ dependsOn }) => dependsOn);
    const because = `${this.states[index]!.cell.name ?? 'a cell'} changed`;
    for (const one of after([index], needs))
      if (this.states[one]!.status === 'fresh') this.#set(one, { status: 'stale', because });
  }

  async #forget(index: number): Promise<void> {
    const { answer: old } = this.states[index]!;
    if (old === null) return;
    this.#set(index, { answer: null, seconds: null });
    await dropAnswer(old);
  }

  #set(index: number, change: Partial<CellRun>): void {
    const state = { ...this.states[index]!, ...change };
    this.states[index] = state;
    this.#parts.watch?.(index, state);
  }
}

const said: Partial<Record<CellStatus, string>> = {
  'never run': 'has not run',
  stopped: 'was stopped',
  failed: 'failed',
};

/** Why a cell does not run with the others; empty where it does. */
function whyNot({ content }: Cell): string {
  if (content === null) return '';
  if (writes(content.kind)) return `it writes: run it by its own button, or by asof ${content.kind}`;
  return content.kind === 'ask' ? 'a question to the reader' : '';
}
