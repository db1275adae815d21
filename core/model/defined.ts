import { AsofError, type Where } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { Definitions } from './definitions.ts';
import type { FeatureRef } from './feature-ref.ts';
import type { FeatureView } from './views/feature-view.ts';
import { lineKey, type ReadDefinitions } from './read.ts';
import type { Kind } from './known.ts';

/** Where a definition's fields are written. */
export type PlaceOfField = (field: string) => Where | undefined;

/** What a workspace defines, asked by name: no file is opened for it, and no engine. */
export class Defined {
  readonly definitions: Definitions;
  /** What is wrong with the definitions, in the file's order. */
  readonly problems: readonly AsofError[];
  readonly #read: ReadDefinitions;

  constructor(read: ReadDefinitions) {
    this.definitions = read.definitions;
    this.problems = read.problems;
    this.#read = read;
  }

  /** The same, with views whose values never expire. */
  withoutTtl(): Defined {
    const featureViews = this.definitions.featureViews.map((view) => ({ ...view, ttl: null }));
    return new Defined({ ...this.#read, definitions: { ...this.definitions, featureViews } });
  }

  /** What records are kept under online. */
  get project(): string {
    return this.definitions.project || 'default';
  }

  /** Names of the views that are online, in the order of their definitions. */
  get onlineViews(): string[] {
    return this.definitions.featureViews.filter((view) => view.online).map((view) => view.name);
  }

  /** A view that is online. Throws what `featureView` throws, and `bad_option`. */
  onlineView(name: string): FeatureView {
    const view = this.featureView(name);
    if (view.online) return view;
    const expected = 'take online: false out of its definition, or leave the view out';
    throw new AsofError('bad_option', { message: `the feature view ${name} is not online`, expected });
  }

  /** A view that has rows. Throws `unknown_name`, and `bad_option` for one that computes on demand. */
  featureView(name: string): FeatureView {
    const { featureViews } = this.definitions;
    return featureViews.find((one) => one.name === name) ?? this.fail('feature view', name, featureViews);
  }

  /** The features of the service of that name. */
  service(name: string): FeatureRef[] {
    const { featureServices } = this.definitions;
    const found = featureServices.find((one) => one.name === name);
    return (found ?? this.fail('feature service', name, featureServices)).features;
  }

  /** The features of a service and those that are named. Throws `no_features`, `unknown_name`. */
  features({ service, features = [] }: { service?: string; features?: readonly FeatureRef[] }): FeatureRef[] {
    const refs = [...(service === undefined ? [] : this.service(service)), ...features];
    if (refs.length === 0) throw new AsofError('no_features');
    return refs;
  }

  /** The join keys of all entities. */
  knownKeys(): string[] {
    return [...new Set(this.definitions.entities.flatMap((entity) => entity.joinKeys))];
  }

  /** Those of some entities. Throws `unknown_name`. */
  joinKeys(entities: readonly string[]): string[] {
    const { entities: all } = this.definitions;
    const keys = entities.flatMap(
      (name) => (all.find((one) => one.name === name) ?? this.fail('entity', name, all)).joinKeys,
    );
    return [...new Set(keys)];
  }

  /** Where a password seems to be written in the definitions, which are for everybody to read. */
  get secrets(): Where[] {
    return this.#read.secrets.map((line) => ({ file: this.#read.file, line }));
  }

  /** Where the file has a definition's fields. */
  place(what: Kind, name: string | undefined): PlaceOfField {
    return (field) => {
      const line = name === undefined ? undefined : this.#read.lines.get(lineKey(what, name, field));
      return line === undefined ? undefined : { file: this.#read.file, line };
    };
  }

  /** There is a definition of that name, which cannot be used. */
  protected isUnsound(what: Kind, name: string): boolean {
    return this.#read.unsound.some((one) => one.what === what && one.name === name);
  }

  /** Throws why a name cannot be used: its definition has a problem, or the whole file, or it has no rows, or there is none. */
  protected fail(what: Kind, name: string, known: readonly { name: string }[]): never {
    const unsound = this.#read.unsound.find((one) => one.what === what && one.name === name);
    if (unsound) throw unsound.problem;
    if (what === 'feature view' && this.definitions.onDemandViews.some((one) => one.name === name)) {
      const message = `the feature view ${name} is computed when it is asked for: it has no rows, and none are stored`;
      throw new AsofError('bad_option', { message, expected: 'name the views that it reads' });
    }
    const isUnread = this.#read.lines.size === 0;
    if (isUnread && this.problems[0]) throw this.problems[0];
    throw unknownName(
      what,
      name,
      known.map((one) => one.name),
    );
  }
}
