import { describe, expect, it } from 'vitest';
import { readDefinitions } from '../../../core/model/read.ts';
import { wishesOf } from '../../../core/model/wishes.ts';

const views = `entities: [{name: e, join_keys: [id]}]
feature_views: [{name: v, entities: [e], source: v.csv}]
`;
const read = (text: string) => readDefinitions(views + text, 'asof.yaml');
const problems = (text: string) =>
  read(text).problems.map(({ where, title, hint }) => `${where!.line}: ${title} (${hint})`);

describe('online_store of asof.yaml', () => {
  it('may be left out', () => {
    expect(read('').definitions.onlineStore).toBeUndefined();
    expect(read('online_store: {type: embedded}').definitions.onlineStore).toEqual({
      type: 'embedded',
      layout: 'packed',
      expiry: {},
    });
  });

  it('keeps the address as it is written, for its variables may be secrets', () => {
    const url = 'redis://:${PASSWORD}@${HOST:-localhost}:6379/0';
    const { definitions, problems } = read(`online_store: {type: redis, url: "${url}", layout: hash, expiry: {v: 2d}}`);
    expect(problems).toEqual([]);
    expect(definitions.onlineStore).toEqual({ type: 'redis', url, layout: 'hash', expiry: { v: 172_800_000_000n } });
  });

  it('may be one of Feast, which is told what its keys and views are', () => {
    const store = '{type: feast-redis, url: "redis://h", key_types: {id: Int32}, registry: ../r.db}';
    const { definitions, problems } = read(`project: p\nonline_store: ${store}`);
    expect(problems).toEqual([]);
    expect(definitions.onlineStore!.feast).toEqual({
      project: 'p',
      keyVersion: null,
      keyTypes: { id: 'INTEGER' },
      registry: '../r.db',
      views: [{ name: 'v', joinKeys: ['id'], features: null }],
    });
    expect(wishesOf('', definitions)).toMatchObject({ address: 'redis://h', outside: ['../r.db'] });
  });

  it.each([
    [
      '{type: redis, layout: hashes}',
      '3: layout of online_store is "hashes" (did you mean "hash"? it can be packed, hash)',
    ],
    ['{type: redis, expiry: {w: 2d}}', '3: there is no feature view called "w" (did you mean "v"? there is: v)'],
    ['{type: redis, expiry: {v: 2 days}}', '3: "2 days" is not a duration'],
    ['{url: "redis://h"}', '3: url of online_store is only for Redis (write type: redis, or leave it out)'],
    ['{type: feast-sqlite}', '3: online_store has no path'],
    ['{type: feast-redis, path: x.db}', '3: online_store has an unknown key "path"'],
    ['{type: feast-redis, layout: hash}', '3: layout of online_store is only for Redis'],
    ['{type: feast-redis, key_types: {id: Float64}}', '3: id of key_types of online_store is "Float64"'],
    ['{type: redis, key_types: {id: Int64}}', '3: online_store has an unknown key "key_types"'],
    ['{type: redis, port: 1}', '3: online_store has an unknown key "port"'],
  ])('%s: %s', (text, problem) => {
    expect(problems(`online_store: ${text}`)).toEqual([expect.stringContaining(problem) as string]);
  });
});
