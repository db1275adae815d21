import type { Run } from '../../core/engine/engine.ts';
import type { FinishedRun, OnlineRecord, OnlineStore, PutCounts, PutTarget } from '../../core/online/online-store.ts';
import { WritePermit } from '../../core/online/permit.ts';

/** To write to a store that is called nothing. */
export const permit = WritePermit.of(null, null, 'write');

/** Writes records in a run of their own, which is not remembered. */
export async function putRecords(
  store: OnlineStore,
  target: PutTarget,
  records: readonly OnlineRecord[],
  run?: Run,
): Promise<PutCounts> {
  return (await store.begin(target, permit)).put(records, run);
}

/** What is remembered of a run that did nothing. */
export function finishedRun(end: bigint, more: Partial<FinishedRun> = {}): FinishedRun {
  const counted = { rowsRead: 0, entities: 0, written: 0, keptNewer: 0 };
  const seen = { createdSeen: null, knownSeen: null, unread: null, rowsBefore: null };
  return { start: null, end, finished: end, ...seen, ...counted, ...more };
}
