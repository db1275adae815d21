import { AsofError } from '../../../core/errors/asof-error.ts';
import type { Claim } from '../../../core/notebook/cell/check-cell.ts';
import { checkClaims, type Checked } from '../../../core/notebook/runner/ask-claims.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import { whole } from '../whole.ts';

export const checkBody = whole<Claim[]>();

/** Claims of other cells' answers, held against what they now say. */
export class CheckAnswer implements CellState<typeof checkBody> {
  readonly answer: Answering<Checked>;
  readonly #cell: OpenCell<typeof checkBody, CheckAnswer>;

  constructor({ workbench }: Bench, cell: OpenCell<typeof checkBody, CheckAnswer>) {
    this.#cell = cell;
    this.answer = workbench.run('check');
  }

  get status() {
    return this.answer.state;
  }

  get report() {
    return this.answer.value;
  }

  async ask({ asked }: Meant<typeof checkBody>): Promise<void> {
    await this.answer.start(() => {
      const reports = this.#cell.uses.map(({ name, title, state: { report } }) => {
        if (report) return { name: name!, report };
        const expected = 'claim something of a leakage, training-set, skew, data or SQL cell';
        throw new AsofError('bad_option', { message: `${name ?? title} has no figures here`, expected });
      });
      return Promise.resolve(checkClaims(asked ?? [], reports));
    });
  }

  cancel(): void {
    this.answer.cancel();
  }

  close(): void {
    this.answer.reset();
  }
}
