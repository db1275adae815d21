import { describe, expect, it } from 'vitest';
import { catalogOf, type CatalogEntry } from '../../../core/catalog/catalog.ts';
import { CatalogSearch, wordsOf } from '../../../core/catalog/search.ts';
import { readDefinitions } from '../../../core/model/read.ts';

const text = `project: p
naming: '{team}_{name}'
entities: [{name: user, join_keys: [user_id], description: Somebody with an account.}]
sources:
  - {name: users, path: users.parquet, timestamp_field: at}
  - {name: old, path: old.parquet, timestamp_field: at}
feature_views:
  - name: profile_v2
    entities: [user]
    source: users
    owner: growth-ml
    tags: {team: profile, tier: the first}
    features: [{name: user_age, dtype: Float64, description: Years since birth.}, {name: tier, dtype: String}]
  - name: risk_v4
    entities: [user]
    source: users
    owner: risk
    features: [{name: age, dtype: Int64, description: Calendar years of the user.}]
  - name: ads_v1
    entities: [user]
    source: users
    features: [{name: age_bucket, dtype: String, description: "18-25, 26-35 .. of a user."}]
feature_services:
  - {name: ranker, features: ["profile_v2:user_age"]}
`;

function entries(): CatalogEntry[] {
  const { definitions, problems } = readDefinitions(text, 'asof.yaml');
  expect(problems).toEqual([]);
  return catalogOf({ definitions, notebooks: [], found: new Map() });
}

const search = new CatalogSearch(entries());
const find = (query: string) => search.find(query).map(({ name }) => name);

describe('search in the catalog', () => {
  it('finds what has all words anywhere, the best names first', () => {
    expect(find('user age')).toEqual(['profile_v2:user_age', 'risk_v4:age', 'ads_v1:age_bucket']);
    expect(find('AGE')).toEqual(['risk_v4:age', 'ads_v1:age_bucket', 'profile_v2:user_age']);
    expect(find('birth')).toEqual(['profile_v2:user_age']);
    expect(find('account')).toEqual(['user']);
    expect(find('birth risk')).toEqual([]);
    expect(find('profile_v2:tier')).toEqual(['profile_v2:tier']);
  });

  it('gives everything, in the order of definitions, where nothing is asked', () => {
    expect(find(' ')).toEqual(entries().map(({ name }) => name));
  });

  it('cuts down by kind, owner, tag and what is missing', () => {
    expect(find('kind:view')).toEqual(['profile_v2', 'risk_v4', 'ads_v1']);
    expect(find('kind:feature owner:growth-ml')).toEqual(['profile_v2:user_age', 'profile_v2:tier']);
    for (const tag of ['tag:team=profile', 'tag:team', 'tag:profile', 'tag:The_first'])
      expect(find(tag)).toHaveLength(3);
    expect(find('is:unused kind:feature')).toEqual(['profile_v2:tier', 'risk_v4:age', 'ads_v1:age_bucket']);
    expect(find('is:unused kind:view')).toEqual(['risk_v4', 'ads_v1']);
    expect(find('is:unused kind:source')).toEqual(['old']);
    expect(find('is:undescribed')).toEqual(['profile_v2:tier']);
    expect(find('is:unowned')).toEqual(['ads_v1', 'ads_v1:age_bucket']);
    expect(find('is:misnamed age')).toEqual([]);
    expect(find('is:misnamed')).toEqual(['risk_v4', 'ads_v1']);
  });

  it('looks for a word as it is where it means nothing more', () => {
    expect(wordsOf('is:odd kind:table Age')).toEqual(['is:odd', 'kind:table', 'age']);
    expect(find('is:odd')).toEqual([]);
  });

  it('reads what is said of each entry once, not at every key', () => {
    let reads = 0;
    const counted = entries().map(
      (entry) =>
        new Proxy(entry, {
          get(target, key) {
            if (key === 'description' || key === 'made_of') reads++;
            return Reflect.get(target, key) as unknown;
          },
        }),
    );
    const many = new CatalogSearch(counted);
    const atFirst = reads;
    for (const typed of ['u', 'us', 'use', 'user', 'user a', 'user age']) many.find(typed);
    expect(atFirst).toBeGreaterThan(0);
    expect(reads).toBe(atFirst);
  });
});
