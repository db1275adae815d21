import type { prose } from '../../../core/question/prose.ts';
import type { CellState } from '../../state/cell-state.ts';

/** Asks nothing. */
export class Still implements CellState<typeof prose> {
  readonly status = null;
  ask(): void {}
  cancel(): void {}
  close(): void {}
}
