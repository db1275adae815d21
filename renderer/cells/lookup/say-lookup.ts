import type { LookedUpFeature, LookupAnswer, OfflineStatus } from '../../../core/rpc/online-api.ts';
import type { LookupStatus } from '../../../core/lookup/found-column.ts';
import { allOf, plural } from '../../../core/text/figures.ts';

export const statusWords: Record<LookupStatus | OfflineStatus, string> = {
  present: 'present',
  null: 'null',
  missing: 'no record',
  expired: 'expired',
  none: 'no row by then',
};

/** One sentence: how the two sides compare. */
export function sayAnswer({ views, computed }: LookupAnswer): string {
  const features = [...views, ...computed].flatMap((view) => view.features);
  const compared = features.filter(({ same }) => same !== null);
  const differ = compared.filter(({ same }) => same === false);
  const gone = features.filter(({ status }) => status === 'missing');
  const old = features.filter(({ status }) => status === 'expired');
  const alone = features.filter(({ same, status }) => same === null && (status === 'present' || status === 'null'));
  if (gone.length === features.length) return 'The store has no record of this entity.';
  const rest = [
    gone.length ? `${plural(gone.length, 'feature has', 'features have')} no record` : '',
    alone.length ? `${plural(alone.length, 'feature has', 'features have')} nothing offline to compare with` : '',
    old.length ? `${plural(old.length, 'feature is', 'features are')} past the TTL` : '',
  ].filter(Boolean);
  const first =
    compared.length === 0
      ? ''
      : differ.length === 0
        ? `Online and offline say the same of ${allOf(compared.length, 'feature')} that can be compared`
        : `Online and offline differ in ${differ.length} of ${plural(compared.length, 'feature')}`;
  return `${[first, ...rest].filter(Boolean).join('; ')}.`.replace(/^./, (letter) => letter.toUpperCase());
}

/** Where all that the store has of an entity is past its TTL: the newest of its event times; else null. */
export function newestOfExpired({ views }: LookupAnswer): bigint | null {
  const statuses = views.flatMap(({ features }) => features.map(({ status }) => status));
  const [first, ...rest] = views.flatMap(({ online }) => online?.time ?? []);
  if (first === undefined || !statuses.every((status) => status === 'expired' || status === 'missing')) return null;
  return rest.reduce((newest, time) => (time > newest ? time : newest), first);
}

/** What stands in a place where there is no value. */
export function sayLookedUp(value: string | null, status: LookupStatus | OfflineStatus): string {
  return status === 'present' && value !== null ? (value === '' ? '""' : value) : statusWords[status];
}

/** A word beside both values, where they differ. */
export function sayLookedUpDifference({ same, status, offlineStatus }: LookedUpFeature): string {
  if (same === true) return 'same';
  if (same === false) return 'differs';
  if (offlineStatus === null) return '';
  const [online, offline] = [
    status === 'present' || status === 'null',
    offlineStatus === 'present' || offlineStatus === 'null',
  ];
  if (online && !offline) return 'online only';
  return offline && !online ? 'offline only' : '';
}
