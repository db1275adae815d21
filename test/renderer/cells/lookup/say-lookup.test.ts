import { expect, it } from 'vitest';
import type { LookedUpFeature, LookupAnswer } from '../../../../core/rpc/online-api.ts';
import { newestOfExpired, sayAnswer } from '../../../../renderer/cells/lookup/say-lookup.ts';

const feature = (change: Partial<LookedUpFeature>) =>
  ({ status: 'present', offlineStatus: 'present', same: true, ...change }) as LookedUpFeature;
const say = (...features: LookedUpFeature[]) =>
  sayAnswer({ views: [{ features }], computed: [] as unknown } as LookupAnswer);
const same = feature({});
const missing = feature({ status: 'missing', same: null });

it('says that both sides are the same only of what both have', () => {
  expect(say(same, same)).toBe('Online and offline say the same of both features that can be compared.');
  expect(say(same, feature({ same: false }))).toBe('Online and offline differ in 1 of 2 features.');
  expect(say(same, missing)).toBe(
    'Online and offline say the same of the one feature that can be compared; 1 feature has no record.',
  );
  expect(say(missing, missing)).toBe('The store has no record of this entity.');
  expect(say(feature({ status: 'expired', same: null }))).toBe('1 feature is past the TTL.');
  expect(say(feature({ offlineStatus: 'none', same: null }))).toBe('1 feature has nothing offline to compare with.');
});

it('offers the newest row where all that there is has expired, and nowhere else', () => {
  const view = (time: bigint | null, ...statuses: LookedUpFeature['status'][]) => ({
    online: time === null ? null : { time },
    features: statuses.map((status) => feature({ status })),
  });
  const offered = (...views: ReturnType<typeof view>[]) => newestOfExpired({ views } as LookupAnswer);
  expect(offered(view(5n, 'expired', 'expired'), view(8n, 'expired'), view(null, 'missing'))).toBe(8n);
  expect(offered(view(5n, 'expired'), view(8n, 'present'))).toBeNull();
  expect(offered(view(null, 'missing'))).toBeNull();
});
