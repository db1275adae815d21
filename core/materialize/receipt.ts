/** Spec section 6, `materialize --json`. Instants are ISO text in UTC. */
export interface MaterializeReceipt {
  views: ViewReceipt[];
}

export interface ViewReceipt {
  view: string;
  /** Null is from the beginning. */
  start: string | null;
  end: string;
  /** Source rows in the interval, and late ones. */
  rows_read: number;
  entities: number;
  written: number;
  /** The store had a newer one. */
  kept_newer: number;
  seconds: number;
  /** What should be known of it, one line each: why nothing was read, what was left out. Not there where there is nothing. */
  notes?: string[];
}
