import type { Run } from './engine.ts';

/**
 * A step of a longer run, in the caller's words: the engine knows only how far its own statement is,
 * which becomes the whole's progress between `from` and `to`. Where they are equal, nothing is known.
 */
export function stepOf(run: Run | undefined, step: string, from = 0, to = 1): Run {
  const { signal, progress } = run ?? {};
  if (!progress) return { ...(signal && { signal }) };
  const report = (share: number | null) =>
    progress({ step, fraction: share === null || from === to ? null : from + share * (to - from) });
  report(0);
  return { ...(signal && { signal }), progress: ({ fraction }) => report(fraction) };
}
