import type { Column } from '../../../core/engine/engine.ts';
import type { TableEntry, ViewEntry } from '../../../core/rpc/host-api.ts';
import { kindIn } from '../../state/notebook-cells.svelte.ts';
import type { OpenCell, Surrounding } from '../../state/cell.svelte.ts';
import type { ShowChoices } from '../../state/cell-state.ts';
import { namedRows, rowsByName } from '../../state/named-rows.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** What the text of a cell can name, as it now is. */
export interface BodyNames {
  /** Of the cell: the word of its fence. */
  readonly kind: string;
  /** Tables of the workspace and cells that have rows. */
  readonly rows: readonly string[];
  readonly parameters: readonly string[];
  readonly labels: readonly Pick<TableEntry, 'name'>[];
  readonly views: readonly Pick<ViewEntry, 'name' | 'features' | 'keys'>[];
  readonly services: readonly { name: string }[];
  /** What checks make claims of, by the names of the cells that have answered. */
  readonly reports: Readonly<Record<string, object>>;
  /** What `show` can name; null before the cell has an answer. */
  readonly shown: ShowChoices | null;
  /** Columns of what has rows; none where they cannot be told. */
  columnsOf(rows: string): Promise<readonly Column[]>;
}

/** What is offered while a cell's text is written. */
export function bodyNames(workbench: Workbench, notebook: Surrounding, cell: OpenCell): BodyNames {
  return {
    get kind() {
      return kindIn(cell.part);
    },
    get rows() {
      return rowsByName(workbench, notebook).filter((name) => name !== cell.name);
    },
    get parameters() {
      return Object.keys(notebook.parameters);
    },
    get labels() {
      return workbench.snapshot?.labels ?? [];
    },
    get views() {
      return workbench.snapshot?.views ?? [];
    },
    get services() {
      return workbench.snapshot?.services ?? [];
    },
    get reports() {
      const answered = notebook.cells.flatMap(({ name, state: { report } }) =>
        name && report ? [[name, report]] : [],
      );
      return Object.fromEntries(answered) as Record<string, object>;
    },
    get shown() {
      return cell.state.showChoices ?? null;
    },
    async columnsOf(name) {
      if (!workbench.snapshot) return [];
      const input = { workspace: workbench.snapshot.id, rows: namedRows(notebook, name) };
      return workbench.host.call('rowColumns', input).catch(() => []);
    },
  };
}
