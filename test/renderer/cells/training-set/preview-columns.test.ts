import { describe, expect, it } from 'vitest';
import { previewColumns, toFeature } from '../../../../renderer/cells/training-set/preview-columns.ts';

const features = [
  { view: 'a', feature: 'b__c' },
  { view: 'a__b', feature: 'd' },
];

describe('the columns of a training set', () => {
  it('know the feature they hold, whatever underscores are in its name', () => {
    expect(toFeature('a__b__c', features, false)).toEqual({ view: 'a', feature: 'b__c' });
    expect(toFeature('a__b__d', features, false)).toEqual({ view: 'a__b', feature: 'd' });
    expect(toFeature('d', features, true)).toEqual({ view: 'a__b', feature: 'd' });
    expect(toFeature('a__event_timestamp', features, false)).toBeNull();
    expect(toFeature('customer_id', features, false)).toBeNull();
  });

  it('stand numbers to the right and are found by their names, which may be anything', () => {
    const columns = previewColumns(
      [
        { name: 'key "1"', type: 'VARCHAR' },
        { name: 'a__b__c', type: 'DOUBLE' },
      ],
      features,
      false,
      new Set(['key "1"']),
    );
    expect(columns.map(({ id, align, pinned }) => [id, align, pinned])).toEqual([
      ['key "1"', 'start', true],
      ['a__b__c', 'end', false],
    ]);
  });
});
