import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';

export function throwIfCancelled(run?: Run): void {
  if (run?.signal?.aborted) throw new AsofError('cancelled');
}
