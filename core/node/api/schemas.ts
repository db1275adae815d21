/** More in one request would keep others waiting. */
export const mostEntities = 10_000;

const text = { type: 'string' } as const;
const texts = { type: 'array', minItems: 1, maxItems: 1000, items: text } as const;
const value = { type: ['string', 'number', 'boolean'] } as const;
const values = { type: 'array', maxItems: mostEntities, items: value } as const;

const shortForm = {
  type: 'object',
  properties: { entity_type: text, entity_ids: values, feature_names: texts },
  required: ['entity_type', 'entity_ids', 'feature_names'],
  additionalProperties: false,
} as const;

const longForm = {
  type: 'object',
  properties: {
    service: text,
    features: texts,
    entities: { type: 'object', additionalProperties: values },
    request: { type: 'object', additionalProperties: value },
    full_feature_names: { type: 'boolean' },
  },
  required: ['entities'],
  additionalProperties: false,
} as const;

/** What `POST /features` takes, in either form of spec section 9. */
export const featuresSchema = { type: 'object', if: { required: ['entity_type'] }, then: shortForm, else: longForm };

const column = {
  type: 'object',
  properties: {
    values: { type: 'array' },
    statuses: { type: 'array', items: { enum: ['present', 'null', 'missing', 'expired'] } },
    event_timestamps: { type: 'array', items: { type: ['string', 'null'] } },
  },
  required: ['values', 'statuses', 'event_timestamps'],
} as const;

/** What `POST /features` answers: of each feature columns, in the order of the entities. */
export const featuresAnswer = {
  type: 'object',
  properties: {
    entities: { type: 'array', items: { type: 'object', additionalProperties: text } },
    features: { type: 'object', additionalProperties: column },
    latency_ms: { type: 'number' },
  },
  required: ['entities', 'features', 'latency_ms'],
} as const;

/** The fields that a body may have, for who misspelt one. */
export function fieldsOf(body: unknown): string[] {
  const isShort = typeof body === 'object' && body !== null && 'entity_type' in body;
  return Object.keys((isShort ? shortForm : longForm).properties);
}

type Value = string | number | boolean;

export interface ShortRequest {
  entity_type: string;
  entity_ids: Value[];
  feature_names: string[];
}

export interface LongRequest {
  service?: string;
  features?: string[];
  entities: Record<string, Value[]>;
  request?: Record<string, Value>;
  full_feature_names?: boolean;
}
