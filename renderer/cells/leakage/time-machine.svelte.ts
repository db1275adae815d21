import type { PickRule } from '../../../core/view/pick.ts';
import type { Host } from '../../../core/rpc/contract.ts';
import type { LeakageAnswer, Move, Timeline } from '../../../core/rpc/host-api.ts';
import { everyFeature, joinedAs } from '../../../core/model/feature-ref.ts';
import type { leakage } from '../../../core/question/leakage.ts';
import type { Shown } from '../../../core/question/show.ts';
import type { Meant } from '../../../core/question/question.ts';
import { readAt, type MomentReading } from './reading.ts';
import type { CellHost } from '../../state/cell.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import type { ShownPeriod } from './time-machine/sight.ts';
import type { ValueTarget } from '../../state/why.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** Milliseconds that a label has not been moved, before the file keeps it. */
const restMs = 300;

/** What the time machine stands at: a label row, and the feature that is drawn. */
export interface Standing {
  row: number;
  view: string;
  feature: string;
}

const noSuch: Record<Move, string> = {
  'next-label': 'This is the last label of its entity',
  'previous-label': 'This is the first label of its entity',
  'next-entity': 'This is the last entity',
  'previous-entity': 'This is the first entity',
  'next-leak': 'No further row leaks',
};

type Question = Pick<Meant<typeof leakage>, 'labels' | 'features' | 'naive' | 'options'>;

/** One entity's rows in one view around a label row, and where the label has been dragged to. */
export class TimeMachine {
  readonly loading: Answering<Timeline>;
  readonly #workbench: Workbench;
  readonly #host: Host;
  readonly #keep: (change: Partial<Shown>) => void;
  /** What the file says, until there is an answer to show so. */
  #asSaid: Shown | null = null;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #answer: LeakageAnswer | null = null;
  #question = $state.raw<Question | null>(null);
  #result: string | null = null;
  #wanted: Standing | null = null;
  #standing = $state.raw<Standing | null>(null);
  #dragged = $state.raw<bigint | null>(null);
  #notice = $state('');
  /** The stretch of time that was chosen to be seen of a timeline. */
  sight = $state.raw<{ of: Timeline; sight: ShownPeriod } | null>(null);
  readonly #reading = $derived.by(() => this.#read());

  /** @param keep Told what its reader goes to, and where the label is left. */
  constructor({ workbench, host }: CellHost, keep: (change: Partial<Shown>) => void = () => {}) {
    this.#workbench = workbench;
    this.#host = host;
    this.#keep = keep;
    this.loading = workbench.run('time machine');
  }

  /** Stays at its row in a new answer to a changed question, if it is about the same labels. */
  async show(answer: LeakageAnswer, question: Question): Promise<void> {
    const before = this.#standing;
    const same = before !== null && this.#question?.labels === question.labels;
    const asked = question.features.some(
      (ref) => joinedAs(ref) === before?.view && (ref.feature === before.feature || ref.feature === everyFeature),
    );
    this.#question = question;
    this.#answer = answer;
    this.#result = answer.result;
    this.#notice = '';
    const said = this.#takeSaid();
    if (said) return this.#goTo(...said);
    const stays = same && asked && before.row < answer.report.rows;
    // A new object, so that whoever looks along sees that the answer is a new one.
    const next = stays ? { ...before } : answer.example;
    if (!next) {
      this.#standing = null;
      return;
    }
    const dragged = stays ? this.#dragged : null;
    await this.#goTo(next, dragged);
  }

  /** As the file says: at once, or as soon as there is an answer. */
  look(shown: Shown): void {
    clearTimeout(this.#resting);
    this.#asSaid = shown;
    if (!this.#answer || !this.#standing) return;
    const { example } = this.#answer;
    const said: [Standing, bigint | null] | null = this.#takeSaid() ?? (example && [example, null]);
    if (said) void this.#goTo(...said);
  }

  /** Where the file says that it stands; null where it does not say, or there is no such row or feature. */
  #takeSaid(): [Standing, bigint | null] | null {
    const [said, answer] = [this.#asSaid, this.#answer];
    this.#asSaid = null;
    if (!said || !answer || !answer.example || (said.row === null && said.feature === null && said.label === null))
      return null;
    const row = said.row !== null && said.row < answer.report.rows ? said.row : answer.example.row;
    const named = answer.grid.find(({ view, feature }) => `${view}:${feature}` === said.feature);
    const { view, feature } =
      named?.view != null && named.feature !== null ? { view: named.view, feature: named.feature } : answer.example;
    return [{ row, view, feature }, row === said.row || said.row === null ? said.label : null];
  }

  /** Null until the first label row is here, and where there is none. */
  get standing(): Standing | null {
    return this.#standing;
  }

  /** The result that `standing` is a row of. */
  get result(): string | null {
    return this.#shownResult;
  }

  /** The rows of `standing`'s entity; the ones before while the next are on their way. */
  get timeline(): Timeline | null {
    return this.#standing && this.loading.value;
  }

  /** The index of the drawn feature in the timeline's. */
  get feature(): number {
    return Math.max(0, this.timeline?.features.findIndex(({ name }) => name === this.#standing?.feature) ?? 0);
  }

  get rule(): PickRule {
    const { options } = this.#question ?? {};
    const ttl = options?.ttl === false ? null : (this.timeline?.ttl ?? null);
    const { boundary = 'inclusive', embargo = 0n } = options ?? {};
    return { boundary, ttl, available: this.timeline?.hasAvailable ?? false, embargo };
  }

  get question(): Question | null {
    return this.#question;
  }

  /** Where the label stands now; null where its row has no time. */
  get at(): bigint | null {
    return this.#dragged ?? this.home;
  }

  /** The label's own time. */
  get home(): bigint | null {
    return this.timeline?.label.at ?? null;
  }

  get isMoved(): boolean {
    return this.#dragged !== null;
  }

  /** Where the label was dragged to; null where it stands at home. */
  get dragged(): bigint | null {
    return this.#dragged;
  }

  /** What both joins pick where the label stands. */
  get reading(): MomentReading | null {
    return this.#reading;
  }

  /** Why the last move went nowhere; empty after one that did. */
  get notice(): string {
    return this.#notice;
  }

  /** The value that it stands at, to be explained, in a cell; null where it stands nowhere. */
  valueIn(cell: string): ValueTarget | null {
    const { standing, result, dragged, question } = this;
    if (!standing || result === null || !question) return null;
    const { naive, options } = question;
    return { kind: 'value', cell, result, ...standing, naive, options, at: dragged };
  }

  drag(at: bigint): void {
    this.#dragged = at === this.home ? null : at;
    this.#keepSoon();
  }

  goHome(): void {
    this.#dragged = null;
    this.#keepSoon();
  }

  /** Once the label rests. */
  #keepSoon(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#keepNow(), restMs);
  }

  #keepNow(): void {
    clearTimeout(this.#resting);
    const { standing } = this;
    if (standing)
      this.#keep({ row: standing.row, feature: `${standing.view}:${standing.feature}`, label: this.#dragged });
  }

  /** Draws another feature; the label stays where it stands. */
  async draw(view: string, feature: string): Promise<void> {
    const now = this.#wanted;
    if (now) await this.choose({ ...now, view, feature }, this.#dragged);
  }

  /** To a label row and a feature, which the file keeps. */
  async choose(next: Standing, dragged: bigint | null = null): Promise<void> {
    await this.#goTo(next, dragged);
    if (this.#standing === next) this.#keepNow();
  }

  async #goTo(next: Standing, dragged: bigint | null = null): Promise<void> {
    const result = this.#result;
    if (result === null) return;
    this.#wanted = next;
    this.#notice = '';
    const now = this.loading.state.status === 'done' ? this.#standing : null;
    if (now?.row === next.row && now.view === next.view && this.#shownResult === result) {
      this.#standing = next;
      this.#dragged = dragged;
      return;
    }
    const asked = { result, row: next.row, view: next.view };
    const timeline = await this.loading.start((doing) => this.#host.call('timeline', asked, doing));
    if (!timeline) return;
    this.#shownResult = result;
    this.#standing = next;
    this.#dragged = dragged;
  }

  /** To another label row; says why where there is none. */
  async move(move: Move): Promise<void> {
    const [result, from] = [this.#result, this.#wanted];
    if (result === null || from === null) return;
    try {
      const found = await this.#host.call('neighbour', { result, row: from.row, move });
      if (result !== this.#result || from !== this.#wanted) return;
      if (found) await this.choose({ ...from, row: found.row });
      else this.#tell(noSuch[move]);
    } catch {
      // The host is being started again, and the cell with it.
      this.#tell('The host did not answer');
    }
  }

  /** To the first label of an entity that was typed; says where there is none. */
  async seek(typed: string): Promise<void> {
    const [result, from] = [this.#result, this.#wanted];
    if (result === null || from === null) return;
    try {
      const found = await this.#host.call('findEntity', { result, typed });
      if (result !== this.#result) return;
      if (found) await this.choose({ ...from, row: found.row });
      else this.#tell(`No label row is of ${typed.trim() || 'an entity without a name'}`);
    } catch {
      this.#tell('The host did not answer');
    }
  }

  #shownResult: string | null = null;

  #tell(notice: string): void {
    this.#notice = notice;
    this.#workbench.activity.say(notice);
  }

  #read(): MomentReading | null {
    const { timeline, at, question } = this;
    if (!timeline || at === null || !question) return null;
    return readAt(timeline, this.feature, at, this.rule, question.naive);
  }
}
