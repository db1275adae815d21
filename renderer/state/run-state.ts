import type { Progress } from '../../core/engine/engine.ts';
import type { WireError } from '../../core/errors/asof-error.ts';

/** How an answer stands. While it is made anew, and where that failed, the answer before it is kept. */
export type RunState<T> =
  | { status: 'idle' }
  | { status: 'running'; progress: Progress | null; previous: T | null }
  | { status: 'done'; value: T; seconds: number }
  | { status: 'failed'; error: WireError; previous: T | null }
  | { status: 'cancelled'; previous: T | null };
