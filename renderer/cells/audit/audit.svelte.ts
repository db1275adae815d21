import type { Shown } from '../../../core/question/show.ts';
import type { audit } from '../../../core/question/audit.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { AuditAnswer, OriginFilter } from '../../../core/rpc/audit-api.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import { TableRows } from '../../state/table-rows.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** Somebody's training set, and where each of its values can have come from. */
export class Audit implements CellState<typeof audit> {
  readonly run: Answering<AuditAnswer>;
  readonly values: AuditedValues;
  readonly #workbench: Workbench;
  readonly #owner: string;
  readonly #workspace: string;
  readonly #cell: OpenCell<typeof audit, Audit>;

  constructor({ workbench, workspace }: Bench, cell: OpenCell<typeof audit, Audit>) {
    this.#workbench = workbench;
    this.#owner = workbench.newOwner();
    this.#workspace = workspace;
    this.#cell = cell;
    this.run = workbench.run('audit');
    const usual = { filter: 'odd', sort: { by: 'row' } } as const;
    this.values = new AuditedValues(workbench, 'values', usual, (change) => cell.keep(change));
    this.look(cell.shown);
  }

  /** No set is named yet. */
  get lacksSet(): boolean {
    return this.#cell.question.set === '';
  }

  get status() {
    return this.lacksSet ? null : this.run.state;
  }

  get rows() {
    const { value } = this.run;
    return value && { result: value.result };
  }

  get report() {
    return this.run.value?.report ?? null;
  }

  async ask(question: Meant<typeof audit>): Promise<void> {
    if (this.lacksSet) return this.#forget();
    const { host } = this.#workbench;
    const asked = { owner: this.#owner, workspace: this.#workspace, ...question };
    const answer = await this.run.start((doing) => host.call('audit', asked, doing));
    if (answer) await this.values.show(answer);
  }

  look(shown: Shown): void {
    this.values.lookAs(shown);
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
    this.values.clear();
  }
}

/** The values that an audit looked at: at first those that are not what was known. */
export class AuditedValues extends TableRows<OriginFilter | 'all', { by: string }> {
  #counts: AuditAnswer['counts'] | null = null;

  async show({ result, columns, counts }: AuditAnswer): Promise<void> {
    this.#counts = counts;
    await this.showTable({ result }, (column) => columns.some(({ name }) => name === column));
  }

  protected override usualFilter(): OriginFilter | 'all' {
    return (this.#counts?.odd ?? 0) > 0 ? 'odd' : 'all';
  }

  protected override hasFilter(name: string): name is OriginFilter | 'all' {
    const counts: Readonly<Record<string, number>> = { ...this.#counts };
    return name === 'all' || (counts[name] ?? 0) > 0;
  }

  clear(): void {
    this.clearRows();
  }
}
