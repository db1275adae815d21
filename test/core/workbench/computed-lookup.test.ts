import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInstant } from '../../../core/time/instant.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, type Bench } from './setup.ts';

const definitions = `project: shop
entities: [{name: customer, join_keys: [customer_id]}, {name: place, join_keys: [place_id]}]
sources:
  - {name: stats, path: stats.csv, timestamp_field: ts}
  - {name: places, path: places.csv, timestamp_field: ts}
feature_views:
  - {name: stats, entities: [customer], source: stats, ttl: 30d, features: [{name: spend}]}
  - {name: places, entities: [place], source: places, features: [{name: rate}]}
  - name: ratios
    on_demand: true
    inputs: ["stats:spend"]
    request: [{name: amount, dtype: Float64}, {name: now, dtype: Timestamp}]
    features:
      - {name: ratio, dtype: Float64, expression: amount / spend}
      - {name: log_spend, dtype: Float64, expression: ln(spend)}
  - {name: doubled, on_demand: true, inputs: ["ratios:ratio"], features: [{name: twice, dtype: Float64, expression: 2 * ratio}]}
  - {name: local, on_demand: true, inputs: ["stats:spend", "places:rate"], features: [{name: here, dtype: Float64, expression: spend * rate}]}
`;
const stats = 'customer_id,ts,spend\n1,2024-03-01,10\n1,2024-03-09,40\n2,2024-03-01,-1\n';
const places = 'place_id,ts,rate\np,2024-03-01,3\n';

describe.each(engines)('what is computed on demand beside what is looked up, on $name', ({ open }) => {
  let opened: Opened;
  let shop: Bench;
  let workspace: string;
  beforeAll(async () => {
    opened = await open();
    shop = bench(opened);
    await shop.put('shop/asof.yaml', definitions);
    await shop.put('shop/stats.csv', stats);
    await shop.put('shop/places.csv', places);
    workspace = (await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` })).id;
    for (const view of ['stats', 'places'])
      await shop.host.call('materialize', {
        workspace,
        view,
        start: null,
        end: parseInstant('2024-03-05'),
        confirm: null,
      });
  });
  afterAll(() => opened.close());

  const look = async (entity: Record<string, string>, request: Record<string, string>[]) => {
    const now = parseInstant('2024-03-10');
    const { computed } = await shop.host.call('lookup', { workspace, entity, request, now });
    return Object.fromEntries(
      computed.map(({ view, features, failed, problem }) => [
        view,
        problem ?? [...features.map(({ online, offline, same }) => [online, offline, same]), ...failed],
      ]),
    );
  };

  it('is computed from the record and from the row of the moment, and says where they part', async () => {
    expect(await look({ customer_id: '1' }, [{ amount: '80' }])).toEqual({
      ratios: [
        ['8', '2', false],
        [String(Math.log(10)), String(Math.log(40)), false],
      ],
      doubled: [['16', '4', false]],
    });
  });

  it('says of each what could not be computed', async () => {
    expect(await look({ customer_id: '2', place_id: 'p' }, [])).toEqual({
      ratios: expect.stringContaining('ratios reads "amount" from the request, and it is not given') as string,
      doubled: expect.stringContaining('"amount"') as string,
      local: [['-3', '-3', true]],
    });
    expect(await look({ customer_id: '2' }, [{ amount: '5' }])).toMatchObject({
      ratios: [['-5', '-5', true], [null, null, true], 'log_spend'],
    });
    expect(await look({ customer_id: '3' }, [{ amount: 'five' }])).toMatchObject({
      ratios: expect.stringContaining('is "five", which is no Float64') as string,
    });
  });

  it('asks for the fields that are read, once each', async () => {
    const choices = await shop.host.call('lookupChoices', { workspace });
    expect(choices.map(({ views, request }) => [views, request])).toEqual([
      [['stats'], [{ name: 'amount', dtype: 'Float64' }]],
      [['places'], []],
    ]);
  });
});
