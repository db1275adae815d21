/** A repository of Feast, ready to be written as Python. */
export interface FeastRepository {
  project: string;
  entities: { name: string; joinKey: string; valueType: string; description?: string | undefined }[];
  views: FeastView[];
  services: { name: string; features: FeastProjection[]; description?: string | undefined }[];
}

export interface FeastView {
  name: string;
  /** Join keys, by which its entities are known. */
  joinKeys: string[];
  /** Relative to the repository. */
  path: string;
  timestampField: string;
  /** Null where rows have none. */
  createdField: string | null;
  ttl: bigint | null;
  online: boolean;
  fields: { name: string; dtype: string; description?: string | undefined }[];
  description?: string | undefined;
  owner?: string | undefined;
  tags?: Record<string, string> | undefined;
}

export interface FeastProjection {
  view: string;
  /** Null is all. */
  features: string[] | null;
  as?: string | undefined;
  on?: Record<string, string> | undefined;
}

/** Whether some view that is served has one history for everybody. */
export function hasViewWithoutEntities({ views }: FeastRepository): boolean {
  return views.some(({ joinKeys, online }) => online && joinKeys.length === 0);
}

/** definitions.py: objects are called by numbers, for their names need be none of Python's. */
export function pythonDefinitions({ project, entities, views, services }: FeastRepository): string {
  const fields = views.flatMap((view) => view.fields);
  const dtypes = [...new Set(fields.flatMap(({ dtype }) => dtype.match(/\w+/g) ?? []))].sort();
  const entityOf = (key: string) => `entity_${entities.findIndex(({ joinKey }) => joinKey === key) + 1}`;
  const viewOf = (name: string) => `view_${views.findIndex((one) => one.name === name) + 1}`;
  const lines = [
    'from datetime import timedelta',
    '',
    'from feast import Entity, FeatureService, FeatureView, Field, FileSource, Project, ValueType',
    `from feast.types import ${dtypes.join(', ')}`,
    '',
    `project = ${call('Project', { name: text(project) })}`,
  ];
  entities.forEach(({ name, joinKey, valueType, description }, i) => {
    const said = { name: text(name), join_keys: `[${text(joinKey)}]`, value_type: `ValueType.${valueType}` };
    lines.push(`entity_${i + 1} = ${call('Entity', { ...said, ...described({ description }) })}`);
  });
  views.forEach((view, i) => {
    const source = call('FileSource', {
      name: text(view.name),
      path: text(view.path),
      timestamp_field: text(view.timestampField),
      ...(view.createdField !== null && { created_timestamp_column: text(view.createdField) }),
    });
    const schema = view.fields.map(({ name, dtype, description }) =>
      call('Field', { name: text(name), dtype, ...described({ description }) }),
    );
    lines.push(
      '',
      `source_${i + 1} = ${source}`,
      `view_${i + 1} = FeatureView(`,
      `    name=${text(view.name)},`,
      `    entities=[${view.joinKeys.map(entityOf).join(', ')}],`,
      `    ttl=timedelta(microseconds=${view.ttl ?? 0n}),`,
      '    schema=[',
      ...schema.map((field) => `        ${field},`),
      '    ],',
      `    online=${view.online ? 'True' : 'False'},`,
      `    source=source_${i + 1},`,
      ...Object.entries(described(view)).map(([name, value]) => `    ${name}=${value},`),
      ')',
    );
  });
  if (services.length > 0) lines.push('');
  services.forEach(({ name, features, description }, i) => {
    const projections = features.map(({ view, features: chosen, as, on }) =>
      [
        viewOf(view),
        chosen && `[[${chosen.map(text).join(', ')}]]`,
        as !== undefined && `.with_name(${text(as)})`,
        on && `.with_join_key_map(${dictionary(on)})`,
      ]
        .filter(Boolean)
        .join(''),
    );
    const said = { name: text(name), features: `[${projections.join(', ')}]`, ...described({ description }) };
    lines.push(`service_${i + 1} = ${call('FeatureService', said)}`);
  });
  return `${lines.join('\n')}\n`;
}

/** With which of its own engines Feast reads files: DuckDB keeps every label row, and its own materializes views without entities. */
export type FeastOfflineStore = 'duckdb' | 'file';

/** @param redis `host:port,db=0`; null is a SQLite file. */
export function featureStoreYaml(project: string, redis: string | null, offline: FeastOfflineStore): string {
  const online =
    redis === null
      ? ['type: sqlite', 'path: data/online_store.db']
      : ['type: redis', `connection_string: ${text(redis)}`];
  return [
    `project: ${text(project)}`,
    'provider: local',
    'registry: data/registry.db',
    'offline_store:',
    `  type: ${offline}`,
    'online_store:',
    ...online.map((line) => `  ${line}`),
    'entity_key_serialization_version: 3',
    '',
  ].join('\n');
}

function described(said: {
  description?: string | undefined;
  owner?: string | undefined;
  tags?: Record<string, string> | undefined;
}): Record<string, string> {
  return {
    ...(said.description && { description: text(said.description) }),
    ...(said.owner && { owner: text(said.owner) }),
    ...(said.tags && { tags: dictionary(said.tags) }),
  };
}

function call(name: string, said: Record<string, string>): string {
  return `${name}(${Object.entries(said)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')})`;
}

/** JSON's texts are Python's, and YAML's. */
function text(value: string): string {
  return JSON.stringify(value);
}

function dictionary(map: Record<string, string>): string {
  const pairs = Object.entries(map).map(([key, value]) => `${text(key)}: ${text(value)}`);
  return `{${pairs.join(', ')}}`;
}
