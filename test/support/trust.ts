import type { Trust } from '../../core/workbench/trust.ts';

/** Where a test is not about trust. */
export const everyFolder: Trust = {
  isTrusted: () => Promise.resolve(true),
  trust: () => Promise.resolve(),
  distrust: () => Promise.resolve(),
};
