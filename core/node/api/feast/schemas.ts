import { mostEntities } from '../schemas.ts';

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const flag = { type: 'boolean' } as const;

/** What Feast's server takes; as there, fields that it does not know are let through. */
export const getOnlineFeaturesSchema = {
  type: 'object',
  properties: {
    features: texts,
    feature_service: text,
    entities: { type: 'object', additionalProperties: { type: 'array', maxItems: mostEntities } },
    full_feature_names: flag,
    include_feature_view_version_metadata: flag,
  },
  required: ['entities'],
} as const;

export interface GetOnlineFeatures {
  features?: string[];
  feature_service?: string;
  entities: Record<string, unknown[]>;
  full_feature_names?: boolean;
  include_feature_view_version_metadata?: boolean;
}
