import { AsofError } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { ComputedFeature, OnDemandView } from './views/on-demand-view.ts';
import type { Definitions } from './definitions.ts';
import { readExpression } from './expression.ts';
import { everyFeature, type FeatureRef } from './feature-ref.ts';

/** Features that are asked for, those that have rows apart from those that are computed from them. */
export interface SplitRefs {
  stored: FeatureRef[];
  /** What of the same kind only computed ones read. */
  read: FeatureRef[];
  /** Behind all that they read. */
  onDemand: AskedOnDemand[];
}

export interface AskedOnDemand {
  view: OnDemandView;
  features: (ComputedFeature & Needed)[];
  /** Of the view's inputs and request those that the features read. */
  inputs: OnDemandView['inputs'];
  request: OnDemandView['request'];
}

interface Needed {
  /** It was asked for by name; else another feature reads it. */
  asked: boolean;
}

/**
 * Throws `unknown_name`, and `bad_option` for an on-demand view that is to be joined under another name or on other columns:
 * it reads views, and is joined to nothing.
 */
export function splitRefs(definitions: Pick<Definitions, 'onDemandViews'>, refs: readonly FeatureRef[]): SplitRefs {
  const { onDemandViews } = definitions;
  const [stored, read]: [FeatureRef[], FeatureRef[]] = [[], []];
  const found = new Map<string, Map<string, Needed>>();
  const order: string[] = [];
  const add = (ref: FeatureRef, asked: boolean): void => {
    const view = onDemandViews.find((one) => one.name === ref.view);
    if (!view) return void (asked ? stored : read).push(ref);
    if (!isPlain(ref)) throw notJoined(view.name);
    const names = view.features.map(({ name }) => name);
    if (ref.feature === everyFeature) return names.forEach((feature) => add({ view: view.name, feature }, asked));
    const feature = view.features.find(({ name }) => name === ref.feature);
    if (!feature) throw unknownName(`feature of ${view.name}`, ref.feature, names);
    for (const input of inputsOf(feature, view)) add({ view: input.view, feature: input.feature }, false);
    if (!found.has(view.name)) order.push(view.name);
    const features = found.get(view.name) ?? new Map<string, Needed>();
    found.set(view.name, features.set(feature.name, { asked: asked || features.get(feature.name)?.asked === true }));
  };
  refs.forEach((ref) => add(ref, true));
  const onDemand = inOrder(order, onDemandViews).map((view): AskedOnDemand => {
    const needed = found.get(view.name)!;
    const features = view.features.flatMap((one) =>
      needed.has(one.name) ? [{ ...one, ...needed.get(one.name)! }] : [],
    );
    const inputs = view.inputs.filter((one) => features.some((feature) => inputsOf(feature, view).includes(one)));
    const request = view.request.filter((one) => features.some((feature) => readOf(feature, [one]).length > 0));
    return { view, features, inputs, request };
  });
  return { stored, read, onDemand };
}

/** The inputs that a feature reads; one that reads none stands or falls with its view's first, as the others do. */
function inputsOf(feature: ComputedFeature, { inputs }: OnDemandView): OnDemandView['inputs'] {
  const read = readOf(feature, inputs);
  return read.length > 0 ? read : inputs.slice(0, 1);
}

/** What of some names an expression reads. */
export function readOf<T extends { name: string }>({ expression }: ComputedFeature, names: readonly T[]): T[] {
  const words = readExpression(expression).filter(({ kind }) => kind === 'name' || kind === 'word');
  const read = new Set(words.map(({ text }) => text.toLowerCase()));
  return names.filter(({ name }) => read.has(name.toLowerCase()));
}

/** Views behind those that they read, else as they were asked for. */
function inOrder(names: readonly string[], views: readonly OnDemandView[]): OnDemandView[] {
  const done: OnDemandView[] = [];
  const put = (name: string): void => {
    const view = views.find((one) => one.name === name);
    if (!view || done.includes(view) || !names.includes(name)) return;
    view.inputs.forEach((input) => put(input.view));
    done.push(view);
  };
  names.forEach(put);
  return done;
}

function isPlain({ as, on }: FeatureRef): boolean {
  return as === undefined && on === undefined;
}

function notJoined(name: string): AsofError {
  const message = `${name} is computed from other views, and cannot be joined under another name or on other columns`;
  return new AsofError('bad_option', { message, expected: 'name it as view:feature' });
}
