import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { SkewRequest, SkewView } from '../rpc/skew-api.ts';
import type { SkewPairs } from '../skew/pairs.ts';
import type { SkewReport } from '../skew/report.ts';
import type { BoundLabels } from '../table/bound.ts';
import type { OpenWorkspace } from './open-workspaces.ts';

export interface Compared {
  report: SkewReport;
  pairs: SkewPairs;
  tolerance: number;
  log: BoundLabels | null;
  views: SkewView[];
}

/** Compares what a request asks for. On failure nothing is held. */
export function compareSkew(_open: OpenWorkspace, _request: SkewRequest, _run: Run): Promise<Compared> {
  return Promise.reject(new AsofError('not_here', { what: 'comparing', where: 'yet' }));
}
