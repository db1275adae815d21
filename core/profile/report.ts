/** What a table holds, told from a few scans. */
export interface TableProfile {
  table: string;
  rows: number;
  columns: ColumnProfile[];
  timestamp: TimestampProfile | null;
  /** The first 50 rows, as one Arrow IPC stream. */
  head: Uint8Array;
}

export type ColumnRole =
  'join key' | 'event timestamp' | 'created timestamp' | 'available at' | 'target' | 'feature' | 'column';

export interface ColumnProfile extends ValueProfile {
  role: ColumnRole;
}

/** What values a column has. */
export interface ValueProfile {
  name: string;
  type: string;
  nulls: number;
  /** Approximate above some thousands. */
  distinct: number;
  /** As text, long ones cut; null for an empty column. */
  min: string | null;
  max: string | null;
  /** Numbers and timestamps: equal-width bins. Else the commonest values, the commonest first. */
  bins: { label: string; count: number }[];
}

export interface TimestampProfile {
  first: bigint | null;
  last: bigint | null;
  nulls: number;
  /** Rows that share join keys and event timestamp with another row. */
  tiedRows: number;
  /** The coarsest unit that all values are whole in: `day`, `hour`, `minute`, `second`, `millisecond`, `microsecond`. */
  granularity: string;
  /** Some values had a zone and some had none. */
  mixedZones: boolean;
}
