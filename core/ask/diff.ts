import { diffDefinitions, type Version } from '../diff/diff.ts';
import type { DiffReport } from '../diff/report.ts';
import type { StoreContext } from './context.ts';

/** What changes between two versions of a workspace's definitions; who breaks by it is looked for in its notebooks too. */
export async function askDiff(
  { notebooks }: Pick<StoreContext, 'notebooks'>,
  [old, now]: readonly [Version, Version],
): Promise<DiffReport> {
  return diffDefinitions(old, now, (await notebooks?.()) ?? []);
}
