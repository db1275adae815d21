/** Spec section 6, `freshness --json`; instants as ISO texts. */
export interface FreshnessReport {
  now: string;
  /** Of the views that declare a limit, those that are not known to be within it; null where none declares one. */
  overdue: number | null;
  /** Views past their alert threshold that are still within their limit; null where none declares one. */
  approaching: number | null;
  views: ViewFreshness[];
}

/** A view's two ages; the first alone decides its state. */
export interface ViewFreshness {
  view: string;
  /** Null without a declaration, and where the age cannot be told. */
  state: FreshnessState | null;
  /** From the end of the last finished run, or from when it finished where its end was later; less than nothing where clocks disagree. */
  run_age_seconds: number | null;
  /** Of the event timestamps of sampled records; null where there is none, and each where it has no end. */
  event_age_seconds: Record<'median' | 'p95' | 'max', number | null> | null;
  max_staleness_seconds: number | null;
  alert_threshold_seconds: number | null;
  /** Records that were looked at. */
  sampled: number;
  /** What the run age is counted from; null without a finished run. */
  last_run: string | null;
  /** The last moment at which it is within its limit, without another run. */
  breaches_at: string | null;
  /** What should be known of these ages. */
  note: string | null;
}

export type FreshnessState = 'never' | 'fresh' | 'approaching' | 'breached';
