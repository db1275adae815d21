import { readExpression } from '../model/expression.ts';
import type { Definitions, Source } from '../model/definitions.ts';
import { everyFeature, formatFeatureRef, type FeatureRef } from '../model/feature-ref.ts';
import { readOf } from '../model/on-demand.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import type { OnDemandView } from '../model/views/on-demand-view.ts';
import { Edges } from './edges.ts';
import { nodeId } from './node-id.ts';
import type { CellUse, NotebookUse } from './notebook-use.ts';

/** A feature of a view that lists none, as its file has it. */
export interface FoundFeature {
  name: string;
  /** Of the file. */
  column: string;
  type: string;
}

/** By the name of a view that lists no features. One that is not there could not be opened: its features are not known. */
export type FoundFeatures = ReadonlyMap<string, readonly FoundFeature[]>;

type Defined = Pick<Definitions, 'sources' | 'featureViews' | 'onDemandViews' | 'featureServices' | 'labels'>;

/**
 * What comes from what: an edge from a source to each of its columns that is read, from there to features and, for
 * keys and times, to views, from a view to its features, from a feature to those that are computed from it, to
 * services, and from all of these to the notebooks that ask for them. Entities lead to views and label tables.
 */
export function lineageOf(definitions: Defined, notebooks: readonly NotebookUse[], found: FoundFeatures): Edges {
  const lineage = new Lineage(definitions, found);
  definitions.featureViews.forEach((view) => lineage.addView(view));
  definitions.onDemandViews.forEach((view) => lineage.addOnDemand(view));
  for (const { name, features } of definitions.featureServices)
    for (const ref of features) lineage.addRef(ref, nodeId('feature service', name));
  for (const { name, entities } of definitions.labels)
    for (const entity of entities) lineage.edges.add(nodeId('entity', entity), nodeId('label table', name));
  for (const { name, cells } of notebooks) for (const cell of cells) lineage.addCell(cell, nodeId('notebook', name));
  return lineage.edges;
}

/** A view's features, listed or found; null where they are not known. */
function featureNames(view: FeatureView | OnDemandView, found: FoundFeatures): string[] | null {
  return (view.features ?? found.get(view.name))?.map(({ name }) => name) ?? null;
}

class Lineage {
  readonly edges = new Edges();
  readonly #definitions: Defined;
  readonly #found: FoundFeatures;

  constructor(definitions: Defined, found: FoundFeatures) {
    this.#definitions = definitions;
    this.#found = found;
  }

  addView(view: FeatureView): void {
    const id = nodeId('feature view', view.name);
    const source = this.#definitions.sources.find(({ name }) => name === view.source);
    this.edges.add(nodeId('source', view.source), id);
    for (const entity of view.entities) this.edges.add(nodeId('entity', entity), id);
    for (const column of timesOf(source)) this.#addColumn(view.source, column, id);
    const columns = new Map(this.#found.get(view.name)?.map(({ name, column }) => [name, column]));
    for (const name of featureNames(view, this.#found) ?? []) {
      const feature = nodeId('feature', formatFeatureRef({ view: view.name, feature: name }));
      this.edges.add(id, feature);
      const read = view.aggregations ? observedBy(view, name) : [name];
      for (const column of read)
        this.#addColumn(view.source, columns.get(column) ?? columnCalled(source, column), feature);
    }
  }

  addOnDemand(view: OnDemandView): void {
    for (const computed of view.features) {
      const feature = nodeId('feature', formatFeatureRef({ view: view.name, feature: computed.name }));
      this.edges.add(nodeId('feature view', view.name), feature);
      for (const input of readOf(computed, view.inputs))
        this.edges.add(nodeId('feature', formatFeatureRef(input)), feature);
    }
  }

  /** What asks for a feature, or for every feature of a view. */
  addRef(ref: Pick<FeatureRef, 'view' | 'feature'>, user: string): void {
    if (ref.feature !== everyFeature) return this.edges.add(nodeId('feature', formatFeatureRef(ref)), user);
    const { featureViews, onDemandViews } = this.#definitions;
    const view = [...featureViews, ...onDemandViews].find(({ name }) => name === ref.view);
    const names = view && featureNames(view, this.#found);
    this.edges.add(nodeId('feature view', ref.view), user);
    for (const feature of names ?? []) this.addRef({ view: ref.view, feature }, user);
  }

  addCell({ service, features, tables, words }: CellUse, notebook: string): void {
    if (service !== null) this.edges.add(nodeId('feature service', service), notebook);
    for (const ref of features) this.addRef(ref, notebook);
    const lower = words.map((word) => word.toLowerCase());
    const { labels, featureViews, sources } = this.#definitions;
    const reads = ({ name }: { name: string }) => tables.includes(name) || lower.includes(name.toLowerCase());
    // Of one name the first is meant, as in SQL.
    const named = new Set<string>();
    const first = <T extends { name: string }>(list: readonly T[]): T[] =>
      list.filter((one) => reads(one) && !named.has(one.name) && named.add(one.name));
    for (const { name } of first(labels)) this.edges.add(nodeId('label table', name), notebook);
    for (const { name } of first(featureViews)) this.addRef({ view: name, feature: everyFeature }, notebook);
    for (const { name } of first(sources)) this.edges.add(nodeId('source', name), notebook);
  }

  #addColumn(source: string, column: string, user: string): void {
    const id = nodeId('column', `${source}.${column}`);
    this.edges.add(nodeId('source', source), id);
    this.edges.add(id, user);
  }
}

/** The file's columns that say when a row was true, written and known, and which rows are versions of one. */
function timesOf(source: Source | undefined): string[] {
  if (!source) return [];
  const { timestampField, createdTimestampField, availableAt, dedupeBy = [] } = source;
  const named = [timestampField, createdTimestampField, availableAt, ...dedupeBy].filter((one) => one !== undefined);
  return [...new Set(named.map((name) => columnCalled(source, name)))];
}

/** The columns that an aggregate observes, its filter's among them. */
function observedBy({ aggregations = [] }: FeatureView, name: string): string[] {
  const { column, filter } = aggregations.find((one) => one.name === name)!;
  const words = filter === undefined ? [] : readExpression(filter).filter(({ kind }) => kind === 'name');
  return [...new Set([...(column === undefined ? [] : [column]), ...words.map(({ text }) => text)])];
}

/** The file's column behind a name that definitions use. */
export function columnCalled(source: Source | undefined, name: string): string {
  return Object.entries(source?.fieldMapping ?? {}).find(([, here]) => here === name)?.[0] ?? name;
}
