import type { Run } from '../../core/engine/engine.ts';

/** Starts some work and aborts it as soon as it says that it is under way. */
export function whileItRuns<T>(start: (run: Run) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return start({ signal: controller.signal, progress: () => controller.abort() });
}
