import type { SkewQuestion } from '../../../core/question/skew.ts';
import type { SkewAnswer } from '../../../core/rpc/skew-api.ts';
import type { FeatureRef } from '../../../core/model/definitions.ts';
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
  lack(question: Compared): 'no log' | 'nothing online' | null {
    if (this.#options.against === 'log' && this.#options.log === null) return 'no log';
    if (this.#comparable(question.features).length > 0) return null;
    return this.#options.against === 'log' ? 'no log' : 'nothing online';
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

  /** Those that the log has columns for; those of views that are online. */
  #comparable(features: FeatureRef[]): FeatureRef[] {
    const { against, log } = this.#options;
    const { snapshot } = this.#workbench;
    if (!snapshot) return features;
    if (against === 'log') return loggedFeatures(snapshot, log ?? '', features);
    return features.filter(({ view }) => snapshot.views.find(({ name }) => name === view)?.online);
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
