import { describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { misnamed } from '../../../core/model/naming.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { newDefinitions } from '../../../core/model/write.ts';

const file = (naming: string, view: string) => `project: p
naming: '${naming}'
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: shop, join_keys: [shop_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: ts}
feature_views:
  - {${view}, source: stats, features: [{name: x}]}
  - {name: ratio, on_demand: true, inputs: ["${/name: ([^,]+)/.exec(view)![1]}:x"], features: [{name: y, dtype: Float64, expression: x}]}
`;

function read(naming: string, view: string) {
  const { definitions, problems } = readDefinitions(file(naming, view), 'asof.yaml');
  expect(problems).toEqual([]);
  return definitions;
}

const why = (naming: string, view: string): string | null => {
  const definitions = read(naming, view);
  return misnamed(definitions.featureViews[0]!, definitions);
};

const rule = '{team}_{entity}_v{n}';

describe('a rule of naming', () => {
  it('takes tags, entities and numbers for what they are', () => {
    expect(why(rule, 'name: growth_customer_v12, entities: [customer], tags: {team: growth}')).toBeNull();
    for (const name of [
      'growth_customer_v',
      'growth_shop_v1',
      'risk_customer_v1',
      'growth_customer_v1b',
      'x_growth_customer_v1',
    ])
      expect(why(rule, `name: ${name}, entities: [customer], tags: {team: growth}`)).toBe(
        `${name} is not called as naming has it: {team}_{entity}_v{n}, for example growth_customer_v1`,
      );
  });

  it('is broken where a view does not say what it asks for', () => {
    expect(why(rule, 'name: growth_customer_v1, entities: [customer]')).toBe(
      'growth_customer_v1 has no tag "team", which naming asks for: {team}_{entity}_v{n}',
    );
    expect(why('{owner}_v{n}', 'name: me_v1, entities: []')).toContain('has no owner');
  });

  it('lets a view of several entities be called by one or by all, and one of none by any word', () => {
    for (const name of ['customer_v1', 'shop_v1', 'customer_shop_v1'])
      expect(why('{entity}_v{n}', `name: ${name}, entities: [customer, shop]`)).toBeNull();
    expect(why('{entity}_v{n}', 'name: shop_customer_v1, entities: [customer, shop]')).not.toBeNull();
    expect(why('{entity}_v{n}', 'name: weather_v1, entities: []')).toBeNull();
    expect(why('{source}-{name}.v{n}', 'name: stats-of_all.v1, entities: []')).toBeNull();
    expect(why('{source}-{name}.v{n}', 'name: stats-of_all_v1, entities: []')).not.toBeNull();
  });

  it('holds for a view on demand by what it reads', () => {
    const definitions = read('{entity}_v{n}', 'name: customer_v1, entities: [customer]');
    expect(misnamed(definitions.onDemandViews[0]!, definitions)).toContain('for example customer_v1');
  });

  it('allows every name where there is none', () => {
    const definitions = read(rule, 'name: whatever, entities: [customer]');
    expect(misnamed(definitions.featureViews[0]!, { ...definitions, naming: undefined })).toBeNull();
  });

  it('is written as it was read, and refused where it is no rule', () => {
    const definitions = read(rule, 'name: whatever, entities: [customer]');
    expect(readDefinitions(newDefinitions(definitions), '').definitions.naming).toBe(rule);
    for (const wrong of ['{team', 'team}', 'team_v1', '{te am}', '{}', '{{team}}'])
      expect(readDefinitions(`project: p\nnaming: '${wrong}'\n`, 'asof.yaml').problems.map(toLine)).toEqual([
        `asof.yaml:2: naming is "${wrong}", which is no rule (write "{team}_{entity}_v{n}")`,
      ]);
  });
});
