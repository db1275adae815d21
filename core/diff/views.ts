import type { Definitions } from '../model/definitions.ts';
import { everyFeature, type FeatureRef } from '../model/feature-ref.ts';
import { readOf } from '../model/on-demand.ts';
import { isOnDemandView, type AnyView } from '../model/views/any-view.ts';
import { shellWord } from '../text/shell-word.ts';
import { joined, plainly } from './plainly.ts';
import type { DefinitionChange, Rewriting } from './report.ts';
import { viewChange, type ViewChange } from './view-change.ts';

function viewsOf({ featureViews, onDemandViews }: Definitions): AnyView[] {
  return [...featureViews, ...onDemandViews];
}

/** Views of both versions, and which of their features' values change, through views on demand too. */
export class ViewChanges {
  readonly #before: Definitions;
  readonly #after: Definitions;
  readonly #changed = new Map<string, ViewChange>();

  constructor(before: Definitions, after: Definitions) {
    this.#before = before;
    this.#after = after;
    for (const view of viewsOf(after)) {
      const old = viewsOf(before).find(({ name }) => name === view.name);
      if (old) this.#changed.set(view.name, viewChange(old, view, before, after));
    }
    for (const view of after.onDemandViews) this.#followInputs(view.name);
  }

  /** Whether a feature that both have can have other values. */
  changes({ view, feature }: Pick<FeatureRef, 'view' | 'feature'>): boolean {
    const change = this.#changed.get(view);
    if (!change) return false;
    if (change.all || this.#inputsOf(view, feature).some((input) => this.changes(input))) return true;
    return change.features.some(
      (one) =>
        (feature === everyFeature || one.feature === feature) &&
        (one.change !== 'changed' || one.fields.some(({ field }) => field !== 'description')),
    );
  }

  said(): DefinitionChange[] {
    const was = (name: string) => viewsOf(this.#before).some((one) => one.name === name);
    const is = (name: string) => viewsOf(this.#after).some((one) => one.name === name);
    const present = viewsOf(this.#after).flatMap(({ name }): DefinitionChange[] => {
      const change = this.#changed.get(name);
      if (!was(name))
        return [
          plainly(
            'feature view',
            name,
            'added',
            'it can be asked for',
            this.#isOnline(name) ? 'it can be looked up once it is materialized' : null,
          ),
        ];
      const { fields, features, training, online, rewrite } = change!;
      if (fields.length + features.length + training.length + online.length === 0) return [];
      const stored = rewrite ? [`${rewrite.why}: ${howSaid[rewrite.how]}`] : [];
      return [
        {
          kind: 'feature view',
          name,
          change: 'changed',
          fields,
          features,
          training: joined(training),
          online: joined([...online, ...stored]),
        },
      ];
    });
    const gone = viewsOf(this.#before).flatMap((view) => {
      if (is(view.name)) return [];
      const stays =
        !isOnDemandView(view) && view.online
          ? 'look-ups of it are refused; its records stay until they are forgotten'
          : null;
      return [plainly('feature view', view.name, 'removed', 'it can no longer be asked for', stays)];
    });
    return [...present, ...gone];
  }

  rewritings(): Rewriting[] {
    return viewsOf(this.#after).flatMap(({ name }): Rewriting[] => {
      const rewrite = this.#changed.get(name)?.rewrite;
      if (rewrite) return [{ view: name, ...rewrite, commands: commandsFor(name, rewrite.how) }];
      const isNew = !this.#changed.has(name) && this.#isOnline(name);
      return isNew ? [{ view: name, how: 'run', why: 'it is new', commands: commandsFor(name, 'run') }] : [];
    });
  }

  #isOnline(name: string): boolean {
    return this.#after.featureViews.some((one) => one.name === name && one.online);
  }

  #inputsOf(view: string, feature: string) {
    const computed = this.#after.onDemandViews.find(({ name }) => name === view);
    if (!computed) return [];
    const features = computed.features.filter(({ name }) => feature === everyFeature || name === feature);
    return features.flatMap((one) => readOf(one, computed.inputs));
  }

  #followInputs(name: string): void {
    const change = this.#changed.get(name);
    const view = this.#after.onDemandViews.find((one) => one.name === name)!;
    const read = view.inputs.filter((input) => this.changes(input)).map((input) => `${input.view}:${input.feature}`);
    if (!change || read.length === 0) return;
    change.training.push(`what it reads has other values: ${read.join(', ')}`);
    change.online.push(`what it reads has other values: ${read.join(', ')}`);
  }
}

const howSaid = {
  run: 'the next run writes what lacks',
  overwrite: 'they have to be written over',
  forget: 'they have to be forgotten, and written anew',
};

export function commandsFor(view: string, how: Rewriting['how']): string[] {
  const name = shellWord(view);
  if (how === 'run') return [`asof materialize --views ${name}`];
  if (how === 'overwrite') return [`asof materialize --views ${name} --overwrite`];
  return [`asof forget --view ${name}`, `asof materialize --views ${name}`];
}
