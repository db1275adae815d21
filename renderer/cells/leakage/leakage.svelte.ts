import type { Distribution, LeakageAnswer } from '../../../core/rpc/host-api.ts';
import { toRequest, type Question } from '../../state/question.ts';
import type { Run } from '../../state/run.svelte.ts';
import { SideBySide } from './side-by-side.svelte.ts';
import { TimeMachine } from './time-machine.svelte.ts';
import type { ValueTarget } from '../../state/why.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** The leakage cell: the report, and what its parts look at together. */
export class Leakage {
  readonly run: Run<LeakageAnswer>;
  readonly machine: TimeMachine;
  readonly sideBySide: SideBySide;
  readonly comparing: Run<Distribution>;
  readonly #workbench: Workbench;
  #question = $state.raw<Question | null>(null);

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.run = workbench.run('leakage');
    this.comparing = workbench.run('distribution');
    this.machine = new TimeMachine(workbench);
    this.sideBySide = new SideBySide(workbench);
  }

  /** The question that `run.value` answers or is about to. */
  get question(): Question | null {
    return this.#question;
  }

  /** The value that the time machine stands at, to be explained; null where it stands nowhere. */
  get standing(): ValueTarget | null {
    const { standing, result, dragged, question } = this.machine;
    if (!standing || result === null || !question) return null;
    const { naive, options } = question;
    return { kind: 'value', result, ...standing, naive, options, at: dragged };
  }

  async ask(question: Question): Promise<void> {
    if (question.workspace !== this.#question?.workspace) this.run.reset();
    this.#question = question;
    const before = this.run.value;
    const { host } = this.#workbench;
    const answer = await this.run.start((doing) =>
      host.call('leakage', { ...toRequest(question), naive: question.naive }, doing),
    );
    if (!answer) return;
    this.comparing.reset();
    await Promise.all([this.machine.show(answer, question), this.sideBySide.show(answer)]);
    // Nothing reads from the answer before any more; a host that was started again does not have it.
    if (before) await host.call('release', { result: before.result }).catch(() => null);
  }

  /** Both joins' values of one feature, in the same bins. */
  async compare(view: string, feature: string): Promise<void> {
    const result = this.run.value?.result;
    if (result === undefined) return;
    await this.comparing.start((doing) => this.#workbench.host.call('distribution', { result, view, feature }, doing));
  }
}
