import type { ParameterQuestion } from '../../../core/notebook/cell/parameter-cell.ts';
import type { ParameterValue } from '../../../core/notebook/file/parameter.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { whole } from '../whole.ts';

export const parameterBody = whole<ParameterQuestion>();

/** A value that other cells name; it is what is written. */
export class Parameter implements CellState<typeof parameterBody> {
  readonly status = null;
  readonly #cell: OpenCell<typeof parameterBody, Parameter>;

  constructor(_: Bench, cell: OpenCell<typeof parameterBody, Parameter>) {
    this.#cell = cell;
  }

  get value(): ParameterValue {
    return this.#cell.question.asked?.value ?? null;
  }

  get version(): string {
    return `${typeof this.value} ${this.value}`;
  }

  get report() {
    return { value: this.value };
  }

  get said(): string {
    return `${this.#cell.name} = ${this.value}`;
  }

  set(value: ParameterValue): void {
    if (value !== this.value) this.#cell.set('value', value);
  }

  ask(): void {}
  cancel(): void {}
  close(): void {}
}
