import { formatFeatureRef, viewsOf, type FeatureRef } from '../../../core/model/feature-ref.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { skew } from '../../../core/question/skew.ts';
import type { Host } from '../../../core/rpc/contract.ts';
import type { SkewAnswer } from '../../../core/rpc/skew-api.ts';
import { loggedFeatures, servedLogs } from '../../../core/skew/served-log.ts';
import type { CellState } from '../../state/cell-state.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { FollowedRun } from '../../state/followed-run.ts';
import type { Online } from '../../state/online.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';
import { AnsweredCell } from '../answered.svelte.ts';
import { SkewFeature } from './skew-feature.svelte.ts';

export type SkewAsked = Meant<typeof skew>;

/** What a question asks for and skew leaves out. */
export interface LeftOut {
  name: string;
  why: string;
  /** The host compares others for it. */
  inItsPlace: boolean;
}

const noEntities = 'it has no entities, which skew cannot compare yet';

/** The skew cell: the report, and the feature of it that is looked at. */
export class Skew extends AnsweredCell<SkewAnswer> implements CellState<typeof skew> {
  readonly feature: SkewFeature;
  readonly #workbench: Workbench;
  readonly #host: Host;
  readonly #owner: string;
  readonly #online: Online;
  readonly #workspace: string;
  readonly #cell: OpenCell<typeof skew, Skew>;
  readonly #followed = new FollowedRun();
  /** A log was chosen to compare with, though there is none. */
  #wantsLog = $state(false);

  constructor(bench: Bench, cell: OpenCell<typeof skew, Skew>) {
    const { workbench, online, workspace, host } = bench;
    super(workbench.run('skew'));
    this.#workbench = workbench;
    this.#host = host;
    this.#owner = workbench.newOwner();
    this.#online = online;
    this.#workspace = workspace;
    this.#cell = cell;
    this.feature = new SkewFeature(bench);
  }

  get against(): 'online' | 'log' {
    return this.#wantsLog || this.#cell.question.log !== null ? 'log' : 'online';
  }

  /** The served logs that it can be compared with. */
  get logs(): string[] {
    return servedLogs(this.#workbench.snapshot?.labels ?? [], this.#cell.features);
  }

  compare(against: 'online' | 'log'): void {
    const log = against === 'log' ? (this.logs[0] ?? null) : null;
    this.#wantsLog = against === 'log' && log === null;
    this.#cell.ask({ log });
  }

  /** What there is nothing to compare with; null where there is something. */
  get lack(): 'no log' | 'nothing online' | 'no entities' | null {
    if (this.#wantsLog) return 'no log';
    if (this.#comparable(this.#cell.question).length > 0) return null;
    if (this.leftOut.some(({ why }) => why === noEntities)) return 'no entities';
    return this.against === 'log' ? 'no log' : 'nothing online';
  }

  /** What cannot be compared, by its name: a view, or a feature that a log has no column for. */
  get leftOut(): LeftOut[] {
    const { question, features } = this.#cell;
    const found = features.flatMap((one) => this.#whyNot(question, one) ?? []);
    return [...new Map(found.map((one) => [one.name, one])).values()];
  }

  /** Of the store: another run, another store, lost or back. Null before anything is known of it. */
  get inputs(): string | null {
    return this.against === 'log' ? '' : this.#online.told;
  }

  override get status() {
    return this.lack ? null : this.run.state;
  }

  async ask(question: SkewAsked): Promise<void> {
    if (this.lack) return this.#forget();
    // All are named: a service's that cannot be compared are left out.
    const { log, features: _, service: __, ...same } = question;
    const asOf = this.#followed.follow(question.asOf, this.#online.ended(viewsOf(this.#cell.features)));
    if (asOf !== question.asOf) this.#cell.settle({ asOf });
    const features = this.#comparable(question);
    const asked = {
      owner: this.#owner,
      workspace: this.#workspace,
      ...same,
      features,
      log,
      asOf: log === null ? asOf : null,
    };
    const answer = await this.run.start((doing) => this.#host.call('skew', asked, doing));
    if (!answer) return;
    await this.feature.show(answer);
  }

  cancel(): void {
    this.run.cancel();
  }

  close(): void {
    this.#forget();
    void this.#workbench.release(this.#owner);
  }

  #comparable(question: SkewAsked): FeatureRef[] {
    return this.#cell.features.filter((one) => this.#whyNot(question, one)?.inItsPlace !== false);
  }

  #whyNot({ log }: SkewAsked, feature: FeatureRef): LeftOut | null {
    const { snapshot } = this.#workbench;
    if (!snapshot) return null;
    const { view: name } = feature;
    const view = snapshot.views.find((one) => one.name === name);
    if (view?.reads && this.against === 'online') {
      const offline = view.reads.find((read) => !snapshot.views.find((one) => one.name === read)?.online);
      if (offline !== undefined) return { name, why: `it reads ${offline}, which is not online`, inItsPlace: false };
      return {
        name,
        why: 'it is computed when it is asked for: what it reads is compared in its place',
        inItsPlace: true,
      };
    }
    if (view?.keys.length === 0 && view.problem === null) return { name, why: noEntities, inItsPlace: false };
    if (this.against === 'online') return view?.online ? null : { name, why: 'it is not online', inItsPlace: false };
    if (loggedFeatures(snapshot.labels, log ?? '', [feature]).length > 0) return null;
    return { name: formatFeatureRef(feature), why: `${log ?? 'the log'} has no column for it`, inItsPlace: false };
  }

  #forget(): void {
    this.run.reset();
    this.feature.clear();
  }
}
