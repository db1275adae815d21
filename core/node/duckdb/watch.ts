import type { DuckDBConnection } from '@duckdb/node-api';
import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';

const pollMs = 100;
const interruptMs = 20;
/** Some operators look at the interrupt seldom; nobody waits for them, their connection does. */
const patienceMs = 1000;

export function poll(connection: DuckDBConnection, run?: Run): () => void {
  const { progress } = run ?? {};
  if (!progress) return noop;
  const timer = setInterval(() => {
    const { percentage } = connection.progress;
    progress({ phase: 'running', ...(percentage >= 0 && { done: percentage, total: 100 }) });
  }, pollMs);
  return () => clearInterval(timer);
}

/** DuckDB forgets an interrupt that comes before the statement starts, so it is repeated until the statement ends. */
export function interruptOn(
  connection: DuckDBConnection,
  signal?: AbortSignal,
): { givenUp: Promise<never>; settle: () => void } {
  let timer: ReturnType<typeof setInterval> | undefined;
  let onAbort = noop;
  const givenUp = new Promise<never>((_, reject) => {
    onAbort = () => {
      const since = performance.now();
      connection.interrupt();
      timer = setInterval(() => {
        connection.interrupt();
        if (performance.now() - since > patienceMs) reject(new AsofError('cancelled'));
      }, interruptMs);
    };
  });
  // Where nothing waits for it, between two batches, it is no failure of the program.
  givenUp.catch(noop);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  return {
    givenUp,
    settle: () => {
      clearInterval(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

function noop(): void {}
