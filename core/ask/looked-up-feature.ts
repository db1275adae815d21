import type { LookupStatus } from '../lookup/found-column.ts';

/** `none`: no row by then. */
export type OfflineStatus = 'present' | 'null' | 'expired' | 'none';

export interface LookedUpFeature {
  name: string;
  type: string | null;
  /** As text; null unless it is present. */
  online: string | null;
  status: LookupStatus;
  offline: string | null;
  offlineStatus: OfflineStatus | null;
  /** Both sides say the same; null where one of them says nothing. */
  same: boolean | null;
}

/** A value as text, where it is present, and how it fared. */
export interface ShownSide<Status> {
  text: string | null;
  status: Status;
}

/** A feature's two values beside each other; `offline` is null where the files cannot be read. */
export function besideEachOther(
  name: string,
  type: string | null,
  online: ShownSide<LookupStatus>,
  offline: ShownSide<OfflineStatus> | null,
): LookedUpFeature {
  const both = isSaid(online.status) && offline !== null && isSaid(offline.status);
  return {
    name,
    type,
    online: online.text,
    status: online.status,
    offline: offline?.text ?? null,
    offlineStatus: offline?.status ?? null,
    same: both ? online.text === offline.text : null,
  };
}

function isSaid(status: string): boolean {
  return status === 'present' || status === 'null';
}
