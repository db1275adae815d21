import { isMap, isScalar, LineCounter } from 'yaml';
import type { AsofError } from '../errors/asof-error.ts';
import { wrongInputs } from './check-inputs.ts';
import { hasAddress, type Definitions, type OnlineStoreDefinition } from './definitions.ts';
import { feastStoredViews, readFeastStore } from './feast-store.ts';
import type { FeatureView } from './views/feature-view.ts';
import { secretLines } from '../text/redacted.ts';
import { Fields } from './fields.ts';
import { Reading, type Env } from './reading.ts';
import { parseYaml } from './parse-yaml.ts';
import { readNaming } from './read-naming.ts';
import { readEntity, readLabels, readService, readSource } from './read-kinds.ts';
import { readView, isOnDemandView } from './views/any-view.ts';
import type { Kind, Known } from './known.ts';

/** What an `asof.yaml` says. A definition with a problem is not among the `definitions`; the rest can be used. */
export interface ReadDefinitions {
  definitions: Definitions;
  /** In the order of the file; each with its line and what was expected. */
  problems: AsofError[];
  unsound: Unsound[];
  /** How messages name the file. */
  file: string;
  /** Where a definition's field is, by `lineKey`. */
  lines: Map<string, number>;
  /** The lines in which something is written that looks like a password. */
  secrets: number[];
}

export function lineKey(what: Kind, name: string, field: string): string {
  return JSON.stringify([what, name, field]);
}

/** A definition that is there but cannot be used, and its first problem. */
export interface Unsound {
  what: Kind;
  name: string;
  problem: AsofError;
}

/** What a folder without an `asof.yaml` says. */
export function noDefinitions(file = 'asof.yaml'): ReadDefinitions {
  const definitions: Definitions = {
    project: '',
    ...{ entities: [], sources: [], featureViews: [], onDemandViews: [], featureServices: [], labels: [] },
  };
  return { definitions, problems: [], unsound: [], file, lines: new Map(), secrets: [] };
}

/** Reads the text of an `asof.yaml` (spec section 2). Never throws: whatever is wrong is a problem. */
export function readDefinitions(text: string, file: string, env: Env = {}): ReadDefinitions {
  const lines = new LineCounter();
  const document = parseYaml(text, { lineCounter: lines });
  const reading = new Reading(document, lines, file, env);
  const read = { ...noDefinitions(file), problems: reading.problems, secrets: secretLines(text) };
  const repeated = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  for (const error of document.errors) {
    const message = repeated.includes(error) ? 'a mapping has the same key twice' : `not YAML: ${error.message}`;
    const expected = repeated.includes(error) ? 'keep one of them' : 'look at the indentation and the quotes there';
    reading.wrong(error.pos[0], message, expected);
  }
  const content = reading.node(document.contents);
  if (content === null || repeated.length < document.errors.length) return read;
  if (isMap(content)) readSections(new Fields(reading, content, 'the file'), read);
  else reading.wrong(0, 'it is not a mapping', 'start with project: NAME');
  read.problems.sort((a, b) => a.where!.line! - b.where!.line!);
  return read;
}

/** Section after section, so that each may refer to those before it, wherever they stand in the file. */
function readSections(root: Fields, read: ReadDefinitions): void {
  const { definitions } = read;
  const known: Known = {
    names(what) {
      const { entities, sources, featureViews, onDemandViews } = definitions;
      const sound = { entity: entities, source: sources, 'feature view': [...featureViews, ...onDemandViews] }[what];
      return [...sound, ...read.unsound.filter((one) => one.what === what)].map((one) => one.name);
    },
    features(view) {
      const { featureViews, onDemandViews } = definitions;
      const features = [...featureViews, ...onDemandViews].find((one) => one.name === view)?.features;
      return features ? features.map((feature) => feature.name) : null;
    },
  };
  definitions.project = root.text('project') ?? '';
  const naming = root.text('naming');
  if (naming !== undefined && readNaming(naming) !== null) definitions.naming = naming;
  else if (naming !== undefined)
    root.wrong(root.node('naming')!, `naming is "${naming}", which is no rule`, 'write "{team}_{entity}_v{n}"');
  definitions.entities = readNamed(root, 'entities', 'entity', read, readEntity);
  definitions.sources = readNamed(root, 'sources', 'source', read, readSource);
  const views = readNamed(root, 'feature_views', 'feature view', read, (name, fields) => readView(name, fields, known));
  definitions.featureViews = views.filter((view): view is FeatureView => !isOnDemandView(view));
  definitions.onDemandViews = views.filter(isOnDemandView);
  const wrong = wrongInputs(definitions, known, (view) => ({
    file: read.file,
    line: read.lines.get(lineKey('feature view', view, 'inputs')),
  }));
  for (const { name, problem } of wrong) {
    read.problems.push(problem);
    read.unsound.push({ what: 'feature view', name, problem });
  }
  definitions.onDemandViews = definitions.onDemandViews.filter(({ name }) => !wrong.some((one) => one.name === name));
  definitions.featureServices = readNamed(root, 'feature_services', 'feature service', read, (name, fields) =>
    readService(name, fields, known),
  );
  definitions.labels = readNamed(root, 'labels', 'label table', read, (name, fields) =>
    readLabels(name, fields, known),
  );
  const store = readOnlineStore(root, known, definitions);
  if (store) definitions.onlineStore = store;
  root.done();
}

/** Reads one list of named definitions, gives those that are sound and adds the others to `unsound`. */
function readNamed<T>(
  root: Fields,
  key: string,
  what: Kind,
  read: Pick<ReadDefinitions, 'problems' | 'unsound' | 'lines'>,
  readOne: (name: string, fields: Fields) => T | null,
): T[] {
  const sound: T[] = [];
  const lines = new Map<string, number>();
  for (const fields of root.mappings(key, (number) => `${what} ${number}`)) {
    const before = read.problems.length;
    const name = fields.required('name', 'give it a name');
    if (name) fields.what = `${what} "${name}"`;
    // DuckDB does not tell upper from lower case, and a view's name becomes part of columns' names.
    const first = lines.get(name.toLowerCase());
    if (name && first)
      fields.wrong(fields.start, `a second ${what} is called "${name}"`, `the first is in line ${first}`);
    lines.set(name.toLowerCase(), first ?? fields.line);
    const element = readOne(name, fields);
    for (const [field, line] of fields.lines()) read.lines.set(lineKey(what, name, field), line);
    const problem = read.problems[before];
    if (problem) read.unsound.push({ what, name, problem });
    else if (element) sound.push(element);
  }
  return sound;
}

/** The variables in its address are not looked at: they may hold a secret. */
function readOnlineStore(root: Fields, known: Known, definitions: Definitions): OnlineStoreDefinition | undefined {
  const store = root.inner('online_store', 'write {type: redis, url: ..}', 'online_store');
  if (!store) return undefined;
  const type = store.oneOf('type', ['redis', 'embedded', 'feast-redis', 'feast-sqlite']) ?? 'embedded';
  const isFeast = type.startsWith('feast');
  const url = store.node('url');
  if (url !== null && !(isScalar(url) && typeof url.value === 'string'))
    store.wrong(url, 'url of online_store is not text', 'write redis://host:6379/0');
  const environment = store.text('environment');
  const layout = store.oneOf('layout', ['packed', 'hash']) ?? 'packed';
  const expiry = readExpiry(store, known);
  const path = type === 'feast-sqlite' ? store.text('path') : undefined;
  if (type === 'feast-sqlite' && !path) store.missing('path', "the file of Feast's online store: data/online_store.db");
  const elsewhere = { url: hasAddress({ type }), layout: type === 'redis', expiry: type === 'redis' };
  for (const [key, isThere] of Object.entries(elsewhere)) {
    const node = store.node(key);
    if (node && !isThere)
      store.wrong(node, `${key} of online_store is only for Redis`, 'write type: redis, or leave it out');
  }
  const feast = isFeast ? readFeastStore(store) : undefined;
  store.done();
  return {
    type,
    ...(isScalar(url) && { url: String(url.value) }),
    ...(path && { path }),
    ...(feast && {
      feast: {
        ...feast,
        project: feast.project || definitions.project,
        views: feastStoredViews(definitions.entities, definitions.featureViews),
      },
    }),
    ...(environment && { environment }),
    layout,
    expiry,
  };
}

function readExpiry(store: Fields, known: Known): Record<string, bigint> {
  const fields = store.inner('expiry', 'write {view: 60d}');
  if (!fields) return {};
  const expiry: Record<string, bigint> = {};
  for (const [view] of fields.lines()) {
    const node = fields.node(view);
    const duration = fields.duration(view);
    if (duration !== null) expiry[view] = duration;
    if (node && !known.names('feature view').includes(view))
      fields.unknown(node, 'feature view', view, known.names('feature view'));
  }
  fields.done();
  return expiry;
}
