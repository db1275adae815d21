import { AsofError } from './asof-error.ts';

/** How to get what a page without a host does not have. */
export const withHost = 'start Asof on a machine of yours, with npm start or asof serve';

/** What a page without a host is asked for in vain. */
export function needsHost(what: string): AsofError {
  return new AsofError('not_here', { what, where: 'in a page without a host', hint: withHost });
}
