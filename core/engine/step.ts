import type { Phase, Progress, Run } from './engine.ts';

/**
 * A step of a longer run: the engine knows only how far its own statement is, which becomes the whole's
 * progress between `from` and `to`. Where they are equal, nothing is known.
 */
export function stepOf(run: Run | undefined, phase: Phase, of: string, from = 0, to = 1): Run {
  const { signal, progress } = run ?? {};
  if (!progress) return { ...(signal && { signal }) };
  const report = (share: number | null) =>
    progress({ phase, of, ...(share !== null && from !== to && { done: from + share * (to - from), total: 1 }) });
  report(0);
  return { ...(signal && { signal }), progress: (part) => report(shareOf(part)) };
}

/** From 0 to 1, or null where it cannot be known. */
export function shareOf({ done, total }: Progress): number | null {
  return done === undefined || !total ? null : Math.min(1, done / total);
}

/** "joining customer_stats_v1" */
export function sayStep({ phase, of }: Progress): string {
  return of === undefined ? phase : `${phase} ${of}`;
}
