import { dataReport } from '../../../core/notebook/runner/reports.ts';
import { sayTable } from '../../../core/notebook/runner/say-rows.ts';
import type { data } from '../../../core/question/data.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Profiles } from '../../state/profiles.svelte.ts';

/** The table whose profile is open. */
export class Data implements CellState<typeof data> {
  readonly #profiles: Profiles;
  readonly #cell: OpenCell<typeof data, Data>;

  constructor({ profiles }: Bench, cell: OpenCell<typeof data, Data>) {
    this.#profiles = profiles;
    this.#cell = cell;
  }

  /** The profile of the table that is open; null where none is. */
  get run() {
    const { table } = this.#cell.question;
    return table === null ? null : (this.#profiles.of(table) ?? null);
  }

  get rows() {
    const { table, labels, features } = this.#cell.question;
    const name = table ?? labels ?? features[0]?.view;
    return name === undefined ? null : { table: name };
  }

  /** Another table, other rows. */
  get version() {
    return JSON.stringify([this.rows, this.run?.state.status === 'done']);
  }

  get report() {
    const profile = this.run?.value;
    return profile ? dataReport(profile) : null;
  }

  get said() {
    const profile = this.run?.value;
    return profile ? sayTable(this.#cell.question.table!, profile) : '';
  }

  get status() {
    return this.run?.state ?? null;
  }

  ask({ table }: Meant<typeof data>): void {
    if (table !== null) this.#profiles.look(table);
  }

  cancel(): void {
    this.run?.cancel();
  }

  /** Profiles are the workspace's. */
  close(): void {}
}
