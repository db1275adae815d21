import { AsofError } from '../errors/asof-error.ts';
import {
  enumField,
  flagField,
  laterField,
  listField,
  mapField,
  maybeField,
  messageField,
  momentField,
  readMessage,
  textField,
  type MessageField,
  type MessageOf,
} from './message.ts';
import { valueTypeNames } from './value-types.ts';

/*
 * What is read of feast.core.Registry, by the numbers of its fields. UDFs are named by their text and never loaded:
 * their bodies are pickles.
 */

const tags = mapField(textField);
const sourceTypes = {
  ...{ 1: 'BATCH_FILE', 2: 'BATCH_BIGQUERY', 3: 'STREAM_KAFKA', 4: 'STREAM_KINESIS', 5: 'BATCH_REDSHIFT' },
  ...{ 6: 'CUSTOM_SOURCE', 7: 'REQUEST_SOURCE', 8: 'BATCH_SNOWFLAKE', 9: 'PUSH_SOURCE', 10: 'BATCH_TRINO' },
  ...{ 11: 'BATCH_SPARK', 12: 'BATCH_ATHENA', 13: 'BATCH_ICEBERG' },
};
/** The number of a source's type that is files. */
export const fileSourceType = 1;

export function sourceTypeName(number: number): string {
  return (sourceTypes as Record<number, string>)[number] ?? `a source of type ${number}`;
}

const feature = {
  name: [1, textField],
  valueType: [2, enumField(valueTypeNames)],
  tags: [3, tags],
  description: [4, textField],
} as const;
const features = listField(messageField(feature));

export interface RegistrySource {
  name: string;
  type: number;
  description: string;
  owner: string;
  tags: Record<string, string>;
  fieldMapping: Record<string, string>;
  timestampField: string;
  createdTimestampColumn: string;
  batchSource: RegistrySource | null;
  fileOptions: { uri: string; s3EndpointOverride: string; fileFormat: { deltaFormat: object | null } };
}

const source: MessageField<RegistrySource> = messageField({
  name: [20, textField],
  type: [1, enumField(sourceTypes)],
  description: [23, textField],
  owner: [25, textField],
  tags: [24, tags],
  fieldMapping: [2, tags],
  timestampField: [3, textField],
  createdTimestampColumn: [5, textField],
  batchSource: [26, maybeField(laterField(() => source))],
  fileOptions: [
    11,
    messageField({
      uri: [2, textField],
      s3EndpointOverride: [3, textField],
      fileFormat: [1, messageField({ deltaFormat: [2, maybeField(messageField({}))] })],
    }),
  ],
});

const udf = messageField({ name: [1, textField], bodyText: [3, textField] });
const transformation = messageField({
  userDefinedFunction: [1, udf],
  substraitTransformation: [2, maybeField(messageField({}))],
});
/* What only one kind of view has stands under a number that no field has in the other. */
const named = { name: [1, textField], project: [2, textField] } as const;
const aggregations = listField(messageField({ column: [1, textField], function: [2, textField] }));

const viewMeta = messageField({
  lastUpdatedTimestamp: [2, momentField],
  materializationIntervals: [3, listField(messageField({ startTime: [1, momentField], endTime: [2, momentField] }))],
});

const featureView = messageField({
  spec: [
    1,
    messageField({
      ...named,
      entities: [3, listField(textField)],
      features: [4, features],
      tags: [5, tags],
      ttl: [6, momentField],
      batchSource: [7, source],
      online: [8, flagField],
      streamSource: [9, maybeField(source)],
      description: [10, textField],
      owner: [11, textField],
      entityColumns: [12, features],
      featureTransformation: [15, transformation],
      sourceViews: [14, listField(messageField(named))],
      userDefinedFunction: [99, udf],
      aggregations: [98, aggregations],
    }),
  ],
  meta: [2, viewMeta],
});

/** The same, its fields numbered otherwise. */
const streamFeatureView = messageField({
  spec: [
    1,
    messageField({
      ...named,
      entities: [3, listField(textField)],
      features: [4, features],
      tags: [7, tags],
      ttl: [9, momentField],
      batchSource: [10, source],
      online: [12, flagField],
      streamSource: [11, maybeField(source)],
      description: [6, textField],
      owner: [8, textField],
      entityColumns: [5, features],
      featureTransformation: [17, transformation],
      sourceViews: [99, listField(messageField(named))],
      userDefinedFunction: [13, udf],
      aggregations: [15, aggregations],
    }),
  ],
  meta: [2, viewMeta],
});

const projection = messageField({
  featureViewName: [1, textField],
  featureViewNameAlias: [3, textField],
  featureColumns: [2, features],
  joinKeyMap: [4, tags],
});

const justNamed = listField(messageField({ spec: [1, messageField(named)] }));

const registryFields = {
  entities: [
    1,
    listField(
      messageField({
        spec: [
          1,
          messageField({
            name: [1, textField],
            project: [9, textField],
            valueType: [2, enumField(valueTypeNames)],
            description: [3, textField],
            joinKey: [4, textField],
            tags: [8, tags],
            owner: [10, textField],
          }),
        ],
      }),
    ),
  ],
  featureViews: [6, listField(featureView)],
  featureServices: [
    7,
    listField(
      messageField({
        spec: [1, messageField({ ...named, features: [3, listField(projection)], description: [5, textField] })],
      }),
    ),
  ],
  onDemandFeatureViews: [
    8,
    listField(
      messageField({
        spec: [
          1,
          messageField({
            ...named,
            features: [3, features],
            mode: [11, textField],
            userDefinedFunction: [5, udf],
            featureTransformation: [10, transformation],
          }),
        ],
      }),
    ),
  ],
  streamFeatureViews: [14, listField(streamFeatureView)],
  labelViews: [19, justNamed],
  savedDatasets: [11, justNamed],
  validationReferences: [13, listField(messageField({ name: [1, textField] }))],
  permissions: [16, justNamed],
  projects: [
    17,
    listField(messageField({ spec: [1, messageField({ name: [1, textField], description: [2, textField] })] })),
  ],
} as const;

const registry = messageField(registryFields);

export type Registry = MessageOf<typeof registryFields>;
export type RegistryView = Registry['featureViews'][number];

/** The kinds of objects, as a SQL registry calls the columns that hold them. */
export const registryKinds = Object.keys(registryFields) as (keyof Registry)[];

/** A registry file. Throws `file_unreadable` where it is none. */
export function readRegistry(bytes: Uint8Array, path: string): Registry {
  const read = inRegistry(path, () => readMessage(registry, bytes));
  if (registryKinds.every((kind) => read[kind].length === 0)) throw noRegistry(path, 'it holds nothing that one does');
  return read;
}

/** A registry of some objects of one kind, as a SQL registry keeps each. */
export function readRegistryObjects(
  kind: keyof Registry,
  objects: readonly Uint8Array[],
  path: string,
): Partial<Registry> {
  const list = registryFields[kind][1] as MessageField<unknown>;
  return inRegistry(path, () => ({ [kind]: objects.flatMap((bytes) => readMessage(list, bytes)) }));
}

/** What `feast registry-dump` prints, and a registry server answers. */
export function registryOfJson(plain: unknown): Registry {
  return registry.json(plain);
}

export function emptyRegistry(): Registry {
  return registry.start();
}

function inRegistry<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw noRegistry(path, 'its bytes are no messages of one', cause);
  }
}

function noRegistry(path: string, reason: string, cause?: unknown): AsofError {
  const hint = 'name a repository of Feast, its registry file (registry.db), or its SQL registry in SQLite';
  return new AsofError('file_unreadable', { path, format: 'a registry of Feast', reason, hint }, { cause });
}
