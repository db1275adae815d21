const text = { type: 'string' } as const;
const texts = { type: ['array', 'null'], items: text } as const;
const rows = { type: 'object', additionalProperties: { type: 'array', maxItems: 10_000 } } as const;

export const pushSchema = {
  type: 'object',
  properties: { push_source_name: text, df: rows, to: text },
  required: ['push_source_name', 'df'],
} as const;

export const writeSchema = {
  type: 'object',
  properties: { feature_view_name: text, df: rows },
  required: ['feature_view_name', 'df'],
} as const;

export const materializeSchema = {
  type: 'object',
  properties: {
    start_ts: { type: ['string', 'null'] },
    end_ts: { type: ['string', 'null'] },
    feature_views: texts,
    disable_event_timestamp: { type: 'boolean' },
  },
} as const;

export interface PushBody {
  push_source_name: string;
  df: Record<string, unknown[]>;
  to?: string;
}

export interface WriteBody {
  feature_view_name: string;
  df: Record<string, unknown[]>;
}

export interface MaterializeBody {
  start_ts?: string | null;
  end_ts?: string | null;
  feature_views?: string[] | null;
  disable_event_timestamp?: boolean;
}
