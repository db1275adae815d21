/** `view:feature`, or every feature of a view as `view:*`. */
export interface FeatureRef {
  view: string;
  feature: string;
  /** The name of its own that the view is joined under, for output columns; absent is the view's. */
  as?: string;
  /** Join key of the view -> the column of the labels, or of a request, that holds it; absent is the key's own name. */
  on?: Record<string, string>;
}

/** The feature that stands for all of its view's. */
export const everyFeature = '*';

/**
 * `view:feature`, cut at the last colon, so that a view may be a path of Windows. `view:*` and `view`
 * alone are every feature of the view. In `view:"a:b"` the feature is what the quotes hold, with "" for a quote.
 */
export function parseFeatureRef(text: string): FeatureRef {
  const quoted = /^(.+?):"((?:[^"]|"")+)"$/s.exec(text);
  if (quoted) return { view: quoted[1]!, feature: quoted[2]!.replaceAll('""', '"') };
  const colon = text.lastIndexOf(':');
  const feature = text.slice(colon + 1);
  // The colon of `C:\x`, of `s3://` and of what follows an address's host or user.
  const isDrive = (colon === 1 && /^[/\\]/.test(feature)) || (text.includes('://') && /[/@]/.test(feature));
  if (colon <= 0 || isDrive) return { view: text, feature: everyFeature };
  return { view: text.slice(0, colon), feature: feature || everyFeature };
}

/** The name that a feature's view is joined under. */
export function joinedAs(ref: FeatureRef): string {
  return ref.as ?? ref.view;
}

/** Features by the join that gives them: a view may be joined several times, under names or on columns of their own. */
export function byJoin(refs: readonly FeatureRef[]): [FeatureRef, ...FeatureRef[]][] {
  const found = new Map<string, [FeatureRef, ...FeatureRef[]]>();
  for (const ref of refs) {
    const join = JSON.stringify([ref.view, joinedAs(ref), Object.entries(ref.on ?? {}).sort()]);
    const others = found.get(join);
    if (others) others.push(ref);
    else found.set(join, [ref]);
  }
  return [...found.values()];
}

/** The same, each called what tells it from the others: with its view's name, as in a training set, where another view has one of its name. */
export function withTellingNames<F extends Pick<FeatureRef, 'view' | 'feature'>>(features: readonly F[]): F[] {
  const isShared = ({ view, feature }: F) => features.some((other) => other.feature === feature && other.view !== view);
  return features.map((one) => (isShared(one) ? { ...one, feature: `${one.view}__${one.feature}` } : one));
}

/** The inverse: a name that would be read as something else is put in quotes. */
export function formatFeatureRef({ view, feature }: Pick<FeatureRef, 'view' | 'feature'>): string {
  const isPlain = !/[:,"]|^\s|\s$/.test(feature);
  return `${view}:${isPlain ? feature : `"${feature.replaceAll('"', '""')}"`}`;
}

/** A view's features, in its order. */
export function featuresOf(view: { name: string; features: readonly { name: string }[] }): FeatureRef[] {
  return view.features.map(({ name }) => ({ view: view.name, feature: name }));
}

/**
 * The features that a question asks for: its service's, and those that it names; every feature of a view, where it is
 * known which these are.
 */
export function featuresAsked(
  { service, features = [] }: { service?: string | undefined; features?: readonly FeatureRef[] },
  {
    services,
    views,
  }: {
    services: readonly { name: string; features: readonly FeatureRef[] }[];
    views: readonly Parameters<typeof featuresOf>[0][];
  },
): FeatureRef[] {
  const served = services.find(({ name }) => name === service)?.features ?? [];
  return [...served, ...features].flatMap((ref) => {
    const view = ref.feature === everyFeature ? views.find(({ name }) => name === ref.view) : undefined;
    return view?.features.length ? featuresOf(view).map(({ feature }) => ({ ...ref, feature })) : ref;
  });
}

/** The views that features come from, in the order asked. */
export function viewsOf(features: readonly FeatureRef[]): string[] {
  return [...new Set(features.map((feature) => feature.view))];
}
