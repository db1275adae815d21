import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SkewReport } from '../../core/skew/report.ts';
import { RedisServer } from '../support/redis.ts';
import { asof, folderOf, workspace } from './run-asof.ts';

const ask = ['skew', '--service', 'model_v1'];
const asOf = (end: string) => [...ask, '--as-of', end];
const log = `customer_id,served_at,spend_v1__spend,tier
1,2024-03-09,99,b
1,2024-03-09,10,a
2,2024-03-05,20,a
3,2024-03-05,,
4,2024-03-07,,
`;

describe('asof skew', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());

  describe.each(['embedded', 'Redis'])('against the online store in %s', (kind) => {
    const files = () => {
      const online = kind === 'Redis' ? `online_store: {type: redis, url: "${redis.url}"}\n` : '';
      return { ...workspace, 'asof.yaml': workspace['asof.yaml'] + online };
    };

    it('says that all is as it should be, and when it no longer is', async () => {
      const folder = folderOf(files());
      expect((await asof(folder, 'materialize', '--end', '2024-03-06')).status).toBe(0);
      const clean = await asof(folder, ...asOf('2024-03-06'));
      expect([clean.status, clean.err]).toEqual([0, '']);
      expect(clean.out).toContain('Both features are served as they should be: 2 entities compared.');
      expect(clean.out).toMatch(/^spend_v1:spend {2}100 % +2 +2 +0 +0 +0 +0 +0 +0$/m);

      const later = await asof(folder, ...asOf('2024-03-09'), '--json', '--fail-on', 'features.match_rate<0.5');
      expect([later.status, later.err]).toEqual([1, expect.stringContaining('spend_v1__spend.match_rate = 0.33')]);
      const report = JSON.parse(later.out) as SkewReport;
      expect(report).toMatchObject({ against: 'online', as_of: '2024-03-09T00:00:00Z', entities: 3, sample: null });
      expect(report.features[0]).toEqual({
        ...{
          view: 'spend_v1',
          feature: 'spend',
          type: 'BIGINT',
          entities: 3,
          pairs: 3,
          equal: 1,
          nulls: 0,
          close: 0,
          mismatch: 0,
        },
        ...{ missing_online: 1, missing_offline: 0, stale: 1, ahead: 0, match_rate: 1 / 3 },
        looks_like: [],
        examples: [
          { entity: 'customer_id=4', at: '2024-03-09T00:00:00Z', class: 'missing_online', offline: '40', online: null },
          { entity: 'customer_id=1', at: '2024-03-09T00:00:00Z', class: 'stale', offline: '99', online: '10' },
        ],
      });
      const ahead = await asof(folder, ...asOf('2024-03-02'), '--json');
      expect((JSON.parse(ahead.out) as SkewReport).features[0]).toMatchObject({ pairs: 2, equal: 1, ahead: 1 });
      const expired = await asof(folder, ...asOf('2024-03-16'), '--json');
      expect((JSON.parse(expired.out) as SkewReport).features[0]).toMatchObject({
        pairs: 2,
        stale: 1,
        missing_online: 1,
      });
      const sample = await asof(folder, ...asOf('2024-03-09'), '--sample', '2', '--json');
      expect(JSON.parse(sample.out)).toMatchObject({ entities: 2, sample: { asked: 2, share: 2 / 3, complete: true } });
    });
  });

  it('gives no all-clear where nothing, or not every feature, was compared', async () => {
    const folder = folderOf({
      ...workspace,
      'asof.yaml': workspace['asof.yaml'].replace(
        'feature_services:',
        '  - {name: lasting_v1, entities: [customer], source: spend}\nfeature_services:',
      ),
    });
    const late = ['--as-of', '2025-01-01'];
    const nothing = await asof(folder, ...ask, ...late);
    expect([nothing.status, nothing.out]).toEqual([0, expect.stringContaining('There is nothing to compare')]);
    expect(nothing.out).toMatch(/^spend_v1:spend +- .* nothing to compare$/m);
    for (const gate of ['features.match_rate<1', 'features.mismatch>0', 'features.spend.missing_online>0']) {
      const judged = await asof(folder, ...ask, ...late, '--json', '--fail-on', gate);
      expect([judged.status, judged.err]).toEqual([1, expect.stringContaining('it was not measured')]);
      const [spend] = (JSON.parse(judged.out) as SkewReport).features;
      expect(spend).toMatchObject({ pairs: 0, match_rate: null });
    }
    expect((await asof(folder, 'materialize', '--end', '2024-03-09')).status).toBe(0);
    const features = ['skew', '--features', 'spend_v1:spend,lasting_v1:tier', ...late];
    const some = await asof(folder, ...features, '--fail-on', 'features.mismatch>0');
    expect(some.out).toContain('One of two features is served as it should be: 4 entities compared.');
    expect(some.out).toContain('spend could not be compared: neither side has a row that counts.');
    expect([some.status, some.err]).toEqual([1, expect.stringContaining('spend_v1__spend.mismatch is null')]);
  });

  it('compares a view under two names: its records once, a log under each name by its own keys', async () => {
    const folder = folderOf({
      'asof.yaml': `
entities: [{name: place, join_keys: [place_id]}]
sources: [{name: weather, path: weather.csv, timestamp_field: at}]
feature_views: [{name: weather, entities: [place], source: weather}]
feature_services:
  - name: trip
    features:
      - {view: weather, as: origin, on: {place_id: origin_id}, features: [warmth]}
      - {view: weather, as: target, on: {place_id: target_id}, features: [warmth, rain]}
`,
      'weather.csv': 'at,place_id,warmth,rain\n2024-03-01,1,10,0.5\n2024-03-01,2,20,0\n',
      'log.csv':
        'origin_id,target_id,served_at,origin__warmth,target__warmth,rain\n1,2,2024-03-02,10,20,0\n2,1,2024-03-02,20,99,0.5\n',
    });
    const counts = async (...more: string[]) => {
      const { status, out, err } = await asof(folder, 'skew', '--service', 'trip', ...more, '--json');
      expect([status, err]).toEqual([0, expect.anything()]);
      return (JSON.parse(out) as SkewReport).features.map(({ view, feature, pairs, equal, mismatch }) => [
        `${view}:${feature}`,
        pairs,
        equal,
        mismatch,
      ]);
    };
    expect((await asof(folder, 'materialize', '--end', '2024-03-03')).status).toBe(0);
    expect(await counts('--as-of', '2024-03-03')).toEqual([
      ['weather:warmth', 2, 2, 0],
      ['weather:rain', 2, 2, 0],
    ]);
    expect(await counts('--against', 'log.csv')).toEqual([
      ['origin:warmth', 2, 2, 0],
      ['target:warmth', 2, 1, 1],
      ['target:rain', 2, 2, 0],
    ]);
  });

  it('compares a served log with the join at each serving time', async () => {
    const folder = folderOf({ ...workspace, 'log.csv': log });
    const { status, out, err } = await asof(folder, ...ask, '--against', 'log.csv', '--json');
    expect([status, err]).toEqual([0, expect.stringContaining('log.csv: timestamp field = served_at')]);
    expect(err).not.toContain('target');
    const report = JSON.parse(out) as SkewReport;
    expect(report).toMatchObject({ against: 'log.csv', as_of: null, entities: 5 });
    expect(report.features).toMatchObject([
      { feature: 'spend', pairs: 4, equal: 2, mismatch: 1, missing_online: 1 },
      { feature: 'tier', pairs: 4, equal: 2, mismatch: 1, missing_online: 1 },
    ]);
    const text = await asof(folder, ...ask, '--against', 'log.csv');
    expect(text.out).toMatch(
      /^Both features are served differently\. The worst: spend .* for 1 of 4 rows\. 1 row was not compared: .*\.$/m,
    );
  });

  const offline = workspace['asof.yaml'].replace('ttl: 10d', 'ttl: 10d, online: false');
  it.each<[string[], number, string, Record<string, string>?]>([
    [['skew'], 2, 'no features are asked for'],
    [[...ask, '--against', 'lgo.csv'], 2, 'no such file: lgo.csv', { 'log.csv': log }],
    [[...ask, '--against', 'log.csv', '--as-of', '2024-03-05'], 2, '--as-of is for the online store'],
    [[...ask, '--tolerance', 'much'], 2, '--tolerance "much" is no share'],
    [[...ask, '--sample', '0'], 2, '--sample "0" is no count'],
    [['skew', '--features', 'spend_v1:spent'], 2, 'did you mean "spend"?'],
    [ask, 2, 'the feature view spend_v1 is not online', { 'asof.yaml': offline }],
    [
      [...ask, '--against', 'log.csv'],
      2,
      'log.csv has no column "spend_v1__tier" (did you mean "teir"?',
      { 'log.csv': log.replace('tier', 'teir') },
    ],
    [
      ask,
      3,
      'cannot reach redis://127.0.0.1:1',
      { 'asof.yaml': `${workspace['asof.yaml']}online_store: {type: redis, url: "redis://127.0.0.1:1/0"}\n` },
    ],
  ])('%j ends with %i and says why', async (args, expected, line, files = {}) => {
    const { status, out, err } = await asof(folderOf({ ...workspace, ...files }), ...args);
    expect([status, out]).toEqual([expected, '']);
    expect(err).toContain(line);
    expect(err).not.toMatch(/^\s+at /m);
  });
});
