import type { data } from '../../../core/question/data.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { Bench, Cell, CellState } from '../../state/cell.svelte.ts';
import type { Profiles } from '../../state/profiles.svelte.ts';

/** The table whose profile is open. */
export class Data implements CellState<typeof data> {
  readonly #profiles: Profiles;
  readonly #cell: Cell<typeof data, Data>;

  constructor({ profiles }: Bench, cell: Cell<typeof data, Data>) {
    this.#profiles = profiles;
    this.#cell = cell;
  }

  /** The profile of the table that is open; null where none is. */
  get run() {
    const { table } = this.#cell.question;
    return table === null ? null : (this.#profiles.of(table) ?? null);
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
