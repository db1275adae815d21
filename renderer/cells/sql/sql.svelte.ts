import { AsofError, toWire } from '../../../core/errors/asof-error.ts';
import { tokenAt } from '../../../core/notebook/sql/tokens.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { sqlText } from '../../../core/question/sql.ts';
import type { SqlAnswer, SqlResult } from '../../../core/rpc/sql-api.ts';
import type { Bench, Cell, CellState, CellStatus, OtherCell } from '../../state/cell.svelte.ts';
import type { Run } from '../../state/run.svelte.ts';
import type { Problem } from '../editor/code-view.ts';

/** SQL as it is written, and what came of it when it was last run. It runs when it is said, and again when what it uses has changed. */
export class SqlCellState implements CellState<typeof sqlText> {
  readonly answer: Run<SqlAnswer & { text: string }>;
  readonly #bench: Bench;
  readonly #owner: string;
  readonly #cell: Cell<typeof sqlText, SqlCellState>;
  /** What is to be run: what is written meanwhile is not. */
  #due = $state.raw<string>();

  constructor(bench: Bench, cell: Cell<typeof sqlText, SqlCellState>) {
    this.#bench = bench;
    this.#owner = bench.workbench.newOwner();
    this.#cell = cell;
    this.#due = cell.question.text;
    this.answer = bench.workbench.run('SQL');
  }

  get #text(): string {
    return this.#cell.question.text;
  }

  /** The newest rows that there are, be they of an older text. */
  get found(): SqlResult | null {
    return this.answer.value?.found ?? null;
  }

  get result(): string | null {
    return this.found?.result ?? null;
  }

  /** Told by the engine's own parse of what was last run. */
  get uses(): readonly OtherCell[] {
    const tables = this.answer.value?.tables.map((name) => name.toLowerCase()) ?? [];
    return this.#bench.cells().filter(({ name }) => name !== null && tables.includes(name.toLowerCase()));
  }

  get inputs(): string | null {
    const { uses } = this;
    if (uses.some(({ state }) => state.result == null || state.status?.status === 'running')) return null;
    return uses.map(({ name, state }) => `${name} ${state.result}`).join();
  }

  get status(): CellStatus {
    const { state } = this.answer;
    if (state.status === 'running') return state;
    const circle = circleOf(this.#cell);
    if (circle) return { status: 'failed', error: toWire(usedInACircle(circle)) };
    const failed = this.uses.find((one) => ['failed', 'blocked'].includes(one.state.status?.status ?? ''));
    if (failed) return { status: 'blocked', because: `${failed.name} failed` };
    const missing = this.uses.find(({ state }) => state.result == null || state.status?.status === 'running');
    if (missing) return { status: 'waiting', because: `for ${missing.name}` };
    if (state.status !== 'done') return state;
    if (state.value.text !== this.#text) return { status: 'stale', because: 'its text was changed' };
    const [refusal] = state.value.refusals;
    if (refusal) {
      const { message, expected } = refusal;
      return { status: 'failed', error: toWire(new AsofError('sql_invalid', { message, expected })) };
    }
    return state;
  }

  /** Of what is written, where that is what was run. */
  get problems(): readonly Problem[] {
    const { value } = this.answer;
    if (value?.text !== this.#text) return [];
    return value.refusals.flatMap(({ message, expected, at }) => {
      if (at === null) return [];
      return [{ ...tokenAt(this.#text, at), message: expected ? `${message}: ${expected}` : message }];
    });
  }

  start(): void {
    this.#due = this.#text;
    this.#cell.retry();
  }

  async ask({ text }: Meant<typeof sqlText>): Promise<void> {
    if (text !== this.#due || text.trim() === '') return;
    const before = this.result;
    const { workbench, workspace, cells } = this.#bench;
    const results = cells().flatMap(({ name, state: { result } }) => {
      return name !== null && result != null && result !== before ? [{ name, result }] : [];
    });
    const answer = await this.answer.start(async (doing) => {
      return { text, ...(await workbench.host.call('sql', { workspace, owner: this.#owner, text, results }, doing)) };
    });
    if (!answer) return;
    for (const cell of this.uses) cell.needed = true;
  }

  cancel(): void {
    this.answer.cancel();
  }

  close(): void {
    this.answer.reset();
    void this.#bench.workbench.release(this.#owner);
  }
}

/** From a cell back to itself by what each uses; null where no way leads there. */
function circleOf(cell: OtherCell): OtherCell[] | null {
  const seen = new Set<OtherCell>();
  const walk = (path: OtherCell[]): OtherCell[] | null => {
    for (const next of path.at(-1)?.state.uses ?? cell.state.uses ?? []) {
      if (next === cell) return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk([...path, next]);
      if (found) return found;
    }
    return null;
  };
  return walk([]);
}

function usedInACircle(circle: readonly OtherCell[]): AsofError {
  const path = [circle.at(-1)!, ...circle].map(({ name }) => name).join(' → ');
  return new AsofError('sql_invalid', {
    message: `cells use each other: ${path}`,
    expected: 'let one of them use another name',
  });
}
