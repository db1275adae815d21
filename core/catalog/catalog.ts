import type { Definitions } from '../model/definitions.ts';
import { everyFeature, formatFeatureRef } from '../model/feature-ref.ts';
import { misnamed } from '../model/naming.ts';
import { isOnDemandView, type AnyView } from '../model/views/any-view.ts';
import { plural } from '../text/figures.ts';
import { formatDuration } from '../time/duration.ts';
import type { Edges } from './edges.ts';
import { columnCalled, lineageOf, type FoundFeatures } from './lineage.ts';
import { nodeId, nodeOf, type EntryKind } from './node-id.ts';
import type { NotebookUse } from './notebook-use.ts';

/** Something that is defined, or a notebook. */
export interface CatalogEntry {
  kind: EntryKind;
  /** Of a feature `view:feature`. */
  name: string;
  /** A feature's, as it is declared or its file has it; null where neither says it, and of all else. */
  type: string | null;
  /** The file's column that a feature is, as it stands there; null of one that is computed, and of all else. */
  column: string | null;
  description: string | null;
  /** A feature's is its view's, and so are its tags. */
  owner: string | null;
  tags: Readonly<Record<string, string>>;
  /** What it is made of, in a line. */
  made_of: string;
  /** Ids of what it comes from directly, and of what comes from it directly. */
  from: string[];
  to: string[];
  /** Ids of services and notebooks that ask for it, or for what comes of it. */
  used_by: string[];
  /** Of a feature or a view: nothing is in `used_by`; of an entity or a source: nothing names it; null of all else. */
  unused: boolean | null;
  /** Why its name breaks the rule of naming; null where it does not, and where there is no rule. */
  misnamed: string | null;
}

/** What a catalog is made of. */
interface Catalogued {
  definitions: Definitions;
  notebooks: readonly NotebookUse[];
  found: FoundFeatures;
}

/** Everything that a workspace defines, each kind in the file's order with features behind their view, and its notebooks. */
export function catalogOf({ definitions, notebooks, found }: Catalogued): CatalogEntry[] {
  const edges = lineageOf(definitions, notebooks, found);
  const { entities, sources, featureViews, onDemandViews, featureServices, labels } = definitions;
  const making = new Making(edges);
  return [
    ...[...featureViews, ...onDemandViews].flatMap((view) => making.view(view, definitions, found)),
    ...featureServices.map(({ name, description, features }) =>
      making.entry('feature service', name, { description, made_of: plural(features.length, 'feature') }),
    ),
    ...sources.map(({ name, description, path }) => making.entry('source', name, { description, made_of: path })),
    ...entities.map(({ name, description, joinKeys }) =>
      making.entry('entity', name, { description, made_of: joinKeys.join(', ') }),
    ),
    ...labels.map(({ name, description, path, target }) =>
      making.entry('label table', name, {
        description,
        made_of: target === undefined ? path : `${path}, target ${target}`,
      }),
    ),
    ...notebooks.map(({ name, title, cells }) =>
      making.entry('notebook', name, { description: title ?? undefined, made_of: plural(cells.length, 'cell') }),
    ),
  ];
}

type Said = Partial<Pick<CatalogEntry, 'type' | 'column' | 'tags' | 'misnamed'>> &
  Pick<CatalogEntry, 'made_of'> & { description: string | undefined; owner?: string | undefined };

class Making {
  readonly #edges: Edges;

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  view(view: AnyView, definitions: Definitions, found: FoundFeatures): CatalogEntry[] {
    const { name, owner, tags = {}, description } = view;
    const rule = misnamed(view, definitions);
    const own = { description, owner, tags, misnamed: rule, made_of: sayView(view) };
    const features: readonly SomeFeature[] = view.features ?? found.get(name) ?? [];
    return [
      this.entry('feature view', name, own),
      ...features.map((feature) => {
        const column = columnOf(view, feature, definitions);
        const said = {
          type: feature.dtype ?? feature.type ?? null,
          column,
          description: feature.description,
          owner,
          tags,
        };
        const ref = formatFeatureRef({ view: name, feature: feature.name });
        return this.entry('feature', ref, { ...said, made_of: sayFeature(view, feature) });
      }),
    ];
  }

  entry(kind: EntryKind, name: string, said: Said): CatalogEntry {
    const id = nodeId(kind, name);
    const [from, to] = [this.#edges.from(id), this.#edges.to(id)];
    const users = this.#edges.allAfter(id).filter((one) => ['feature service', 'notebook'].includes(nodeOf(one).kind));
    const isRead = kind === 'feature' || kind === 'feature view';
    const isNamed = kind === 'entity' || kind === 'source';
    return {
      kind,
      name,
      type: said.type ?? null,
      column: said.column ?? null,
      description: said.description ?? null,
      owner: said.owner ?? null,
      tags: said.tags ?? {},
      made_of: said.made_of,
      from,
      to,
      used_by: users,
      unused: isRead ? users.length === 0 : isNamed ? to.length === 0 : null,
      misnamed: said.misnamed ?? null,
    };
  }
}

/** One that is listed, computed, or found in a file. */
interface SomeFeature {
  name: string;
  dtype?: string;
  type?: string;
  description?: string;
  expression?: string;
  column?: string;
}

function columnOf(view: AnyView, { name, column }: SomeFeature, { sources }: Definitions): string | null {
  if (isOnDemandView(view) || view.aggregations) return null;
  return (
    column ??
    columnCalled(
      sources.find((one) => one.name === view.source),
      name,
    )
  );
}

function sayView(view: AnyView): string {
  if (isOnDemandView(view)) return `computed when it is asked for, of ${plural(view.inputs.length, 'feature')}`;
  const features = view.features ? plural(view.features.length, 'feature') : 'every column';
  const ttl = view.ttl === null ? '' : `, TTL ${formatDuration(view.ttl)}`;
  return `${features} of ${view.source}${ttl}${view.online ? '' : ', not online'}`;
}

function sayFeature(view: AnyView, { name, expression = '', column: found = name }: SomeFeature): string {
  if (isOnDemandView(view)) return expression;
  const aggregation = view.aggregations?.find((one) => one.name === name);
  if (!aggregation) return `${found} of ${view.source}`;
  const { function: fn, column, window, filter } = aggregation;
  const over = window === null ? 'its lifetime' : formatDuration(window);
  return `${fn}(${column ?? everyFeature}) over ${over}${filter === undefined ? '' : ` where ${filter}`}`;
}
