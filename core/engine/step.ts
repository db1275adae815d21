import type { Run } from './engine.ts';

/**
 * A step of a longer run, in the caller's words: the engine knows only how far its own statement is,
 * which becomes the whole's progress between `from` and `to`.
 */
export function stepOf(run: Run | undefined, step: string, from = 0, to = 1): Run {
  const { signal, progress } = run ?? {};
  if (!progress) return { ...(signal && { signal }) };
  progress({ step, fraction: from });
  return {
    ...(signal && { signal }),
    progress: ({ fraction }) => progress({ step, fraction: fraction === null ? null : from + fraction * (to - from) }),
  };
}
