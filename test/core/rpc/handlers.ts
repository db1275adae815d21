import { AsofError } from '../../../core/errors/asof-error.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import { inputs } from '../../../core/rpc/inputs.ts';

/** Handlers of which only these answer. */
export function handlers(some: Partial<Handlers>): Handlers {
  const none: unknown = Object.fromEntries(Object.keys(inputs).map((method) => [method, refuse(method)]));
  return { ...(none as Handlers), ...some };
}

function refuse(method: string): () => Promise<never> {
  return () => Promise.reject(new AsofError('not_here', { what: method, where: 'in this test' }));
}
