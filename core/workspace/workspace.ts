import type { AnyView } from '../model/views/any-view.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { readShape, type Shape } from '../infer/shape.ts';
import { Defined, type PlaceOfField } from '../model/defined.ts';
import type { Feature, FeatureView } from '../model/views/feature-view.ts';
import type { FileOptions, LabelTable, TimeOptions } from '../model/definitions.ts';
import type { Env } from '../model/reading.ts';
import { isPath } from '../model/path.ts';
import { noDefinitions, readDefinitions, type ReadDefinitions } from '../model/read.ts';
import type { Kind } from '../model/known.ts';
import { newDefinitions, putDefinition } from '../model/write.ts';
import type { BoundKey, BoundLabels, BoundView } from '../table/bound.ts';
import type { LabelPart } from './every-feature.ts';
import { versionOfFiles, type OpenOptions, type Relation, type Tables } from '../table/relation.ts';
import { duckdbType } from '../types/feast-dtype.ts';
import { bindLabels } from './bind-labels.ts';
import { bindView } from './bind-view.ts';
import { Attempts, valueOf, type Outcome } from './outcome.ts';
import { within } from './within.ts';

export interface WorkspaceSource {
  /** Paths in definitions, and those of unnamed files, are relative to this folder. */
  root: string;
  /** Of `asof.yaml`; null where the folder has none. */
  text: string | null;
  /** How messages name the file. */
  file?: string;
  env?: Env;
}

/** What a view has to know of the labels that it is joined to. */
export type ViewLabels = Pick<BoundLabels, 'name' | 'relation' | 'timestamp' | 'target'>;

/** Reads a workspace's definitions. Never throws: what is wrong is in `problems`. */
export function openWorkspace(source: WorkspaceSource, engine: Engine, tables: Tables): Workspace {
  const { text, file = 'asof.yaml', env = {} } = source;
  return new Workspace(
    source.root,
    text === null ? noDefinitions() : readDefinitions(text, file, env),
    engine,
    tables,
    env,
  );
}

/**
 * A workspace's definitions, and the tables that they and unnamed files stand for. Files are opened
 * when asked for, and anew each time: what is held is only what the definitions say.
 */
export class Workspace extends Defined {
  readonly root: string;
  readonly engine: Engine;
  readonly tables: Tables;

  readonly #env: Env;

  constructor(root: string, read: ReadDefinitions, engine: Engine, tables: Tables, env: Env = {}) {
    super(read);
    this.#env = env;
    this.root = root;
    this.engine = engine;
    this.tables = tables;
  }

  /** The same folder, under definitions of a stranger, who leads to no file outside of it; `file` is how messages name them. */
  under(text: string | null, file: string): Workspace {
    const { root, engine, tables } = this;
    return openWorkspace({ root, text, file, env: this.#env }, engine, within(root, tables));
  }

  /** The same with a view more, or with another in place of the one of its name. */
  withView(view: AnyView): Workspace {
    if ('source' in view && this.isUnsound('source', view.source)) this.fail('source', view.source, []);
    const { root, engine, tables, definitions } = this;
    const others = <T extends { name: string }>(all: T[]): T[] => all.filter(({ name }) => name !== view.name);
    const [featureViews, onDemandViews] = [others(definitions.featureViews), others(definitions.onDemandViews)];
    const text = newDefinitions({ ...definitions, featureViews, onDemandViews });
    const source = { root, text: putDefinition(text, 'feature_views', view), env: this.#env };
    return openWorkspace(source, engine, tables);
  }

  /**
   * The label table of that name, or the file at that path. `partners` are feature views or files that
   * it will be joined with: an unnamed file's keys are guessed from what it shares with them. Throws
   * the first of what is wrong; `tryLabels` gives all. Columns that `isServed` are no guess for keys or timestamps;
   * of an unnamed file, nor is anything that a table that it is `like` tells.
   */
  async labels(
    name: string,
    partners: readonly string[] = [],
    run?: Run,
    isServed?: (column: string) => boolean,
    like?: BoundLabels,
  ): Promise<BoundLabels> {
    return valueOf(await this.tryLabels(name, partners, run, isServed, like));
  }

  /**
   * The feature view of that name, or the file at that path, whose keys are then guessed from what it shares
   * with `labels`. Their target and time are no features of a view that lists none.
   */
  async view(name: string, labels: ViewLabels | null = null, run?: Run): Promise<BoundView> {
    return valueOf(await this.tryView(name, labels, run));
  }

  async tryLabels(
    name: string,
    partners: readonly string[] = [],
    run?: Run,
    isServed?: (column: string) => boolean,
    like?: BoundLabels,
  ): Promise<Outcome<BoundLabels>> {
    const attempts = new Attempts();
    const found = await attempts.try(async () => {
      const { labels } = this.definitions;
      const own = labels.find((one) => one.name === name) ?? labels.find((one) => one.path === name);
      const definition = own ?? (like && this.#like(name, like));
      if (!own && !(await this.#isFile(name, 'label table'))) this.fail('label table', name, labels);
      const place = this.place('label table', definition?.name);
      const required = this.joinKeys(definition?.entities ?? []);
      const open = (exact: Exact) => this.#open(definition?.path ?? name, definition, place, exact, run);
      // Its columns come out as they went in; those of a served log are compared.
      const keys = own ? undefined : like?.keys.map((key) => key.name);
      return { definition, place, required, keys, open, relation: await open(isServed ? [] : 'all') };
    });
    if (!found) return { value: null, problems: attempts.problems };
    const context = { ...found, known: this.knownKeys(), partners: () => this.#shapes(partners, run), isServed };
    return withExactKeys(found, (relation) => bindLabels(this.engine, relation, context, run));
  }

  async tryView(name: string, labels: ViewLabels | null = null, run?: Run): Promise<Outcome<BoundView>> {
    const attempts = new Attempts();
    const found = await attempts.try(async () => {
      const { featureViews } = this.definitions;
      const definition = featureViews.find((one) => one.name === name);
      if (!definition && !(await this.#isFile(name, 'feature view'))) this.fail('feature view', name, featureViews);
      const source = definition && (await this.#source(definition));
      const place = this.place('feature view', definition?.name);
      const sourcePlace = source ? this.place('source', source.name) : () => place('source');
      const joinKeys = this.joinKeys(definition?.entities ?? []);
      const path = source?.path ?? definition?.source ?? name;
      const pathPlace = source ? sourcePlace : () => place('source');
      const columns = { ...source?.columns, ...dtypes(definition?.features ?? [], source?.fieldMapping) };
      const said = source
        ? { ...source, columns }
        : Object.keys(columns).length > 0
          ? { name: path, columns }
          : undefined;
      const open = (exact: Exact) => this.#open(path, said, pathPlace, exact, run);
      return { definition, source, place, sourcePlace, joinKeys, open, relation: await open([]) };
    });
    if (!found) return { value: null, problems: attempts.problems };
    const shape = found.definition || !labels ? null : await readShape(this.engine, labels.relation, run);
    const parts = this.#labelParts(found.definition, labels);
    const context = { ...found, known: this.knownKeys(), labels: shape, parts };
    return withExactKeys(found, (relation) => bindView(this.engine, relation, context, run));
  }

  /** An unnamed file, defined as what is known of a table that has the same columns: its times are written alike. */
  #like(path: string, { name, timestamp }: BoundLabels): LabelTable {
    const { timestampUnit, timestampFormats, timezone } =
      this.definitions.labels.find((one) => one.name === name) ?? {};
    const times = { timestampUnit, timestampFormats, timezone };
    return { name: path, path, entities: [], timestampField: timestamp.column, ...times };
  }

  /** What is wrong with a file that a definition names is said with the definition's line. */
  async #open(
    path: string,
    definition: (FileOptions & TimeOptions & { name: string }) | undefined,
    place: PlaceOfField,
    exact: Exact,
    run?: Run,
  ): Promise<Relation> {
    const options = { root: this.root, name: definition?.name, exact, ...readOptions(definition ?? {}) };
    try {
      return await this.tables.open(path, options, run);
    } catch (error) {
      const where = place('path');
      const isInput = error instanceof AsofError && (error.kind === 'input' || error.kind === 'data');
      throw isInput && where ? error.at(where) : error;
    }
  }

  /** Of the labels that a view is joined to, else of all that it can be: online it has the features that it has in training. */
  #labelParts(view: FeatureView | undefined, labels: ViewLabels | null): LabelPart[] {
    const defined = this.definitions.labels.filter(
      ({ entities }) => view && view.entities.every((entity) => entities.includes(entity)),
    );
    const given = labels && { name: labels.name, time: labels.timestamp.column, target: labels.target?.name };
    const tables = [
      ...(given ? [given] : []),
      ...defined.map(({ name, timestampField: time, target }) => ({ name, time, target })),
    ];
    return tables.flatMap(({ name, time, target }) => [
      ...(target === undefined ? [] : [{ column: target, is: `the target of ${name}` }]),
      { column: time, is: `the time of ${name}` },
    ]);
  }

  /** Of the files of a label table, a source, or a path, as they are now; empty where they cannot be found. */
  async fileVersion(name: string): Promise<string> {
    const { labels, sources } = this.definitions;
    const { path, format } = [...labels, ...sources].find((one) => one.name === name) ?? { path: name };
    const files = await this.tables.find(path, this.root, format).catch(() => null);
    return files === null ? '' : versionOfFiles(files);
  }

  async #source(view: FeatureView) {
    const { sources } = this.definitions;
    const source = sources.find((one) => one.name === view.source);
    if (!source && !(await this.#isFile(view.source, 'source'))) this.fail('source', view.source, sources);
    return source;
  }

  /** Of those that are unnamed files. */
  async #shapes(names: readonly string[], run?: Run): Promise<Shape[]> {
    const shapes: Shape[] = [];
    for (const name of names) {
      if (this.definitions.featureViews.some((view) => view.name === name)) continue;
      if (!(await this.#isFile(name, 'feature view'))) continue;
      shapes.push(await readShape(this.engine, await this.tables.open(name, { root: this.root }, run), run));
    }
    return shapes;
  }

  async #isFile(name: string, what: Kind): Promise<boolean> {
    if (this.isUnsound(what, name)) return false;
    return isPath(name) || this.tables.isThere(name, this.root);
  }
}

type Exact = NonNullable<OpenOptions['exact']>;

/** Binds a table, and once more where a key turned out to be one whose numbers are not as they are written: two texts are never one key. */
async function withExactKeys<T extends { keys: readonly BoundKey[] }>(
  { relation, open }: { relation: Relation; open: (exact: Exact) => Promise<Relation> },
  bind: (relation: Relation) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const bound = await bind(relation);
  const keys = bound.value?.keys.map(({ column }) => column) ?? [];
  const inexact = keys.filter((column) => relation.inexact?.includes(column));
  return inexact.length > 0 ? bind(await open(inexact)) : bound;
}

/** The declared types of a view's features, by the columns of the file. */
function dtypes(features: readonly Feature[], mapping: Readonly<Record<string, string>> = {}): Record<string, string> {
  const columns = new Map(Object.entries(mapping).map(([column, name]) => [name, column]));
  const declared = features.flatMap(({ name, dtype }): [string, string][] => {
    const type = dtype === undefined ? null : duckdbType(dtype);
    return type === null ? [] : [[columns.get(name) ?? name, type]];
  });
  return Object.fromEntries(declared);
}

/** What opening a file needs of what is said of how it is written. The zone is that of declared columns of which some text names another; the times that a table is joined by are read after this. */
export function readOptions(reading: FileOptions & TimeOptions): Omit<OpenOptions, 'root'> {
  const { format, read, unreadable, partitions, timestampUnit, timestampFormats, timezone } = reading;
  // None at all opens what is opened already; only columns that are declared are read by units and formats.
  const columns = Object.keys(reading.columns ?? {}).length > 0 ? reading.columns : undefined;
  const times = columns && { timestampUnit, timestampFormats, timezone };
  return { format, read, columns, unreadable, partitions, times };
}
