import { describe, expect, it } from 'vitest';
import type { FeatureSkew, SkewCause, SkewReport } from '../../../core/skew/report.ts';
import { skewSentence } from '../../../core/skew/sentence.ts';

const example = { entity: 'id=1', at: '2024-03-01T00:00:00Z', class: 'mismatch', offline: '1', online: '2' } as const;
const none = { nulls: 0, equal: 0, close: 0, mismatch: 0, missing_online: 0, missing_offline: 0, stale: 0, ahead: 0 };

function feature(
  name: string,
  pairs: number,
  counts: Partial<typeof none> & { entities?: number; view?: string },
  causes: Partial<SkewCause>[] = [],
): FeatureSkew {
  const looks_like = causes.map((cause): SkewCause => ({ cause: 'offset', rows: 1, detail: '', example, ...cause }));
  const common = { view: 'v', type: 'DOUBLE', match_rate: null, examples: [], looks_like, entities: pairs };
  return { ...common, feature: name, pairs, ...none, ...counts };
}

function say(features: FeatureSkew[], against = 'online'): string {
  const [entities, pairs] = [features[0]!.entities, features[0]!.pairs];
  const report: SkewReport = { against, as_of: null, entities, not_compared: entities - pairs, sample: null, features };
  return skewSentence(report)
    .map(({ text }) => text)
    .join('');
}

describe('the sentence on skew', () => {
  it.each<[string, string]>([
    [
      say([
        feature('spend', 9412, { equal: 9412 }),
        feature('last_login', 9412, { equal: 41, mismatch: 9371 }, [{ rows: 9371, detail: '5 hours earlier' }]),
        feature('tier', 9412, { equal: 9400, missing_online: 12 }),
      ]),
      'Two of three features are served differently. The main cause: last_login is 5 hours earlier for 9,371 of 9,412 entities.',
    ],
    [
      say(
        [feature('x', 2, { mismatch: 2 }, [{ cause: 'null_filled', rows: 2, detail: 'null filled with 0' }])],
        'log.csv',
      ),
      'The feature is served differently. The main cause: x: null filled with 0, for all 2 rows.',
    ],
    [
      say([feature('x', 3, { equal: 1, stale: 2 }), feature('y', 3, { equal: 2, ahead: 1 })]),
      'Both features are served differently. The worst: x is older online for 2 of 3 entities.',
    ],
    [
      say([feature('x', 3, { equal: 3 }), feature('y', 3, { equal: 2, close: 1 })]),
      'Both features are served as they should be, within the tolerance: 3 entities compared.',
    ],
    [say([feature('x', 1, { equal: 1 })]), 'The feature is served as it should be: 1 entity compared.'],
    [
      say([feature('x', 3, { equal: 3 }), feature('y', 0, {})]),
      'One of two features is served as it should be: 3 entities compared. y could not be compared: neither side has a row that counts.',
    ],
    [
      say([feature('x', 3, { equal: 2, stale: 1 }), feature('y', 0, {}), feature('z', 0, {})]),
      'One of three features is served differently. The worst: x is older online for 1 of 3 entities. Two could not be compared: neither side has a row that counts.',
    ],
    [say([feature('x', 0, {})]), 'There is nothing to compare: neither side has a row that counts.'],
    [
      say([feature('x', 3, { entities: 5, equal: 3 })]),
      'The feature is served as it should be: 3 entities compared. 2 entities were not compared: past the TTL on both sides.',
    ],
    [
      say([feature('x', 3, { entities: 200, equal: 3 }), feature('y', 3, { entities: 200, equal: 2, close: 1 })]),
      'Too little was compared to tell. Both features were compared for only 3 of 200 entities: for the others neither side has a row that counts.',
    ],
    [
      say([feature('x', 8, { equal: 8 }), feature('y', 3, { view: 'w', entities: 7, equal: 3 })]),
      'One of two features is served as it should be: 8 entities compared. y was compared for only 3 of 7 entities: for the others neither side has a row that counts.',
    ],
    [
      say([feature('temp', 9, { mismatch: 9 }), feature('temp', 9, { view: 'w', equal: 9 })]),
      'One of two features is served differently. The worst: v__temp differs, no cause found, for all 9 entities.',
    ],
    [
      say([feature('x', 1, { entities: 4, mismatch: 1 })], 'log.csv'),
      'The feature is served differently. The worst: x differs, no cause found, for 1 row. 3 rows were not compared: no row that counts on either side, or no key or time.',
    ],
    [
      say([feature('x', 3, { equal: 3 }), feature('y', 3, { equal: 3, nulls: 3 })]),
      'One of two features is served as it should be: 3 entities compared. y could not be compared: every value is null on both sides.',
    ],
    [
      say([feature('x', 3, { equal: 3, nulls: 3 })]),
      'There is nothing to compare in 3 entities: every value is null on both sides.',
    ],
    [
      say([
        feature('x', 200, { equal: 128, stale: 72 }, [
          { cause: 'still', rows: 72, detail: '72 entities stood still, as of 1 Mar' },
        ]),
      ]),
      'The feature is served differently. The main cause: x: 72 of 200 entities stood still, as of 1 Mar.',
    ],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });
});
