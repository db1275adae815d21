import type { AsofError } from '../../core/errors/asof-error.ts';
import type { Part } from '../../core/notebook/file/parts.ts';
import type { CellData } from './cell-state.ts';

/** Where a cell is written, and how it stands on the page, whatever it asks. */
export class PlacedCell {
  /** Where it is written. */
  part: Part;
  problems = $state.raw<readonly AsofError[]>([]);
  name = $state<string | null>(null);
  /** Where the cursor is or last was in its text, in UTF-16 units; null before it was. */
  caret: number | null = null;
  /** It was written in since it was read. */
  isLate = false;
  /** Its text is being written in. */
  editing = $state(false);
  collapsed = $state(false);
  beside = $state(false);
  /** It has come near the screen: until then nobody is asked. */
  seen = $state(false);
  /** Another cell waits for its answer: it is asked for, seen or not. */
  needed = $state(false);
  /** It is being given a name. */
  naming = $state(false);

  constructor({ part, name, problems, collapsed, beside }: CellData) {
    [this.part, this.name, this.problems] = [part, name, problems];
    [this.collapsed, this.beside] = [collapsed ?? false, beside];
  }

  /** Takes of its part of the file what is not its question. */
  protected place({ part, name, problems, collapsed, beside }: CellData): void {
    [this.part, this.name, this.problems, this.isLate] = [part, name, problems, false];
    [this.collapsed, this.beside] = [collapsed ?? this.collapsed, beside];
  }
}
