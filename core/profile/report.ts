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
  /** Numbers and timestamps: equal-width bins. Else the commonest values, the commonest first; above some hundreds of them which these are is a guess, their counts are not. */
  bins: { label: string; count: number }[];
}

/** Spec section 8: of a column's finite numbers; null where there is none, `std` where there is one alone. */
export type NumberStatistics = Record<'mean' | 'std' | 'min' | 'p25' | 'p50' | 'p75' | 'p99' | 'max', number | null> & {
  /** Infinite, or not a number. */
  not_finite: number;
};

/** `profile --json`; instants as ISO texts. */
export interface ProfileReport {
  table: string;
  rows: number;
  timestamp: {
    first: string | null;
    last: string | null;
    nulls: number;
    tied_rows: number;
    granularity: string;
    mixed_zones: boolean;
  } | null;
  columns: ColumnStatistics[];
}

export interface ColumnStatistics extends Partial<Omit<NumberStatistics, 'min' | 'max'>> {
  column: string;
  type: string;
  role: ColumnRole;
  nulls: number;
  /** Null where there are no rows. */
  null_rate: number | null;
  distinct: number;
  /** Of what is no number, as text. */
  min: number | string | null;
  max: number | string | null;
  /** Of numbers and times: bins of equal width. */
  histogram?: { label: string; count: number }[];
  /** Of all others: the commonest values, as shares of those that are not null. */
  shares?: { value: string; share: number }[];
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
