import type { SkewQuestion } from '../../../core/question/skew.ts';
import type { SkewAnswer } from '../../../core/rpc/skew-api.ts';
import type { FeatureRef } from '../../../core/model/definitions.ts';
import { formatFeatureRef } from '../../../core/model/feature-ref.ts';
import type { WorkspaceSnapshot } from '../../../core/rpc/host-api.ts';
import { featuresOf, type Question } from '../../state/question.ts';
import type { Run } from '../../state/run.svelte.ts';
import { loggedFeatures, servedLogs } from '../../state/served-log.ts';
import { SkewFeature } from './skew-feature.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** What only the skew cell asks: of what, as of when, how much and how exactly. */
export interface SkewOptions {
  against: 'online' | 'log';
  /** The served log; null where there is none. */
  log: string | null;
  /** Null is now. */
  asOf: bigint | null;
  /** How many entities; null is all. */
  sample: number | null;
  /** Null is the usual one. */
  tolerance: number | null;
}

/** What of a question concerns skew. */
export type Compared = Pick<Question, 'workspace' | 'features' | 'options'>;

/** What a workspace's skew cell asks: of the question's features, else of all that are online; null where there is nothing to compare with. */
export function comparedOf(snapshot: WorkspaceSnapshot, question: Question | null): Compared | null {
  const online = snapshot.views.filter((view) => view.online && view.problem === null);
  if (question) return online.length || servedLogs(snapshot, question.features).length ? question : null;
  const options = { boundary: 'inclusive', ttl: true, castKeys: false, embargo: 0n } as const;
  return online.length ? { workspace: snapshot.id, features: online.flatMap(featuresOf), options } : null;
}

/** What a question asks for and skew leaves out. */
export interface LeftOut {
  name: string;
  why: string;
}

const noEntities = 'it has no entities, which skew cannot compare yet';

const usual: SkewOptions = { against: 'online', log: null, asOf: null, sample: 10_000, tolerance: null };

/** The skew cell: the report, and the feature of it that is looked at. */
export class Skew {
  readonly run: Run<SkewAnswer>;
  readonly feature: SkewFeature;
  readonly #workbench: Workbench;
  #question: Compared | null = null;
  #options = $state.raw<SkewOptions>(usual);

  constructor(workbench: Workbench, options: Partial<SkewOptions> = {}) {
    this.#workbench = workbench;
    this.#options = { ...usual, ...options };
    this.run = workbench.run('skew');
    this.feature = new SkewFeature(workbench);
  }

  get options(): SkewOptions {
    return this.#options;
  }

  /** What there is nothing to compare with; null where there is something. */
  lack(question: Compared): 'no log' | 'nothing online' | 'no entities' | null {
    if (this.#options.against === 'log' && this.#options.log === null) return 'no log';
    if (this.#comparable(question.features).length > 0) return null;
    if (this.leftOut(question).some(({ why }) => why === noEntities)) return 'no entities';
    return this.#options.against === 'log' ? 'no log' : 'nothing online';
  }

  /** What of a question cannot be compared, by its name: a view, or a feature that a log has no column for. */
  leftOut({ features }: Compared): LeftOut[] {
    const found = features.flatMap((one) => this.#whyNot(one) ?? []);
    return [...new Map(found.map((one) => [one.name, one])).values()];
  }

  async ask(question: Compared): Promise<void> {
    if (question.workspace !== this.#question?.workspace) this.#forget();
    this.#question = question;
    if (this.lack(question)) return this.#forget();
    const before = this.run.value;
    const { host } = this.#workbench;
    const answer = await this.run.start((doing) => host.call('skew', this.#request(question), doing));
    if (!answer) return;
    await this.feature.show(answer);
    // Nothing reads from the answer before any more; a host that was started again does not have it.
    if (before) await host.call('release', { result: before.result }).catch(() => null);
  }

  /** Changes what is asked, and asks. */
  set(change: Partial<SkewOptions>): void {
    this.#options = { ...this.#options, ...change };
    if (this.#question) void this.ask(this.#question);
  }

  #comparable(features: FeatureRef[]): FeatureRef[] {
    return features.filter((one) => this.#whyNot(one) === null);
  }

  #whyNot(feature: FeatureRef): LeftOut | null {
    const { against, log } = this.#options;
    const { snapshot } = this.#workbench;
    if (!snapshot) return null;
    const { view: name } = feature;
    const view = snapshot.views.find((one) => one.name === name);
    if (view?.keys.length === 0 && view.problem === null) return { name, why: noEntities };
    if (against === 'online') return view?.online ? null : { name, why: 'it is not online' };
    if (loggedFeatures(snapshot, log ?? '', [feature]).length > 0) return null;
    return { name: formatFeatureRef(feature), why: `${log ?? 'the log'} has no column for it` };
  }

  #forget(): void {
    this.run.reset();
    this.feature.clear();
  }

  #request({
    workspace,
    features,
    options: { boundary, ttl, castKeys },
  }: Compared): { workspace: string } & SkewQuestion {
    const { against, log, asOf, sample, tolerance } = this.#options;
    const isLog = against === 'log';
    const asked = this.#comparable(features);
    return {
      workspace,
      features: asked,
      log: isLog ? log : null,
      asOf: isLog ? null : asOf,
      sample,
      tolerance,
      options: { boundary, ttl, castKeys },
    };
  }
}
