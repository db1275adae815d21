import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CatalogReport } from '../../core/catalog/report.ts';
import { asof, folderOf, workspace } from './run-asof.ts';

const notebook = '# Spring\n\n```asof leakage\nlabels: orders\nfeatures: ["spend_v1:spend"]\n```\n';
const listed = {
  ...workspace,
  'asof.yaml': workspace['asof.yaml']
    .replace(
      'ttl: 10d',
      'ttl: 10d, owner: growth, features: [{name: spend, dtype: Float64, description: In euros.}, {name: tier}]',
    )
    .replace('"spend_v1:spend", "spend_v1:tier"', '"spend_v1:spend"'),
};

async function catalog(folder: string, ...args: string[]): Promise<CatalogReport> {
  const { status, out, err } = await asof(folder, 'catalog', '--json', ...args);
  expect([status, err]).toEqual([0, '']);
  return JSON.parse(out) as CatalogReport;
}

describe('asof catalog', () => {
  it('says what there is, what of it nobody uses, and opens no file for it', async () => {
    const folder = folderOf({ 'asof.yaml': listed['asof.yaml'], 'spring.md': notebook, 'notes.md': '# No notebook\n' });
    const { status, out } = await asof(folder, 'catalog');
    const [sentence, , ...table] = out.split('\n');
    expect([status, sentence]).toEqual([
      0,
      '2 features in 1 view, 1 service and 1 notebook. 1 in no service and no notebook, none without an owner, 1 without a description.',
    ]);
    expect(table).toContain('feature          spend_v1:spend  Float64  growth  1 service, 1 notebook  In euros.');
    expect(table).toContain('feature          spend_v1:tier   -        growth  nobody                 tier of spend');
    expect(await catalog(folder)).toMatchObject({
      features: 2,
      views: 1,
      unused_features: 1,
      undescribed_features: 1,
      unowned_features: 0,
      misnamed_views: null,
      notes: [],
    });
  });

  it('finds by words, and says all that is known of what is meant', async () => {
    const folder = folderOf({ ...listed, 'spring.md': notebook });
    expect((await catalog(folder, 'euros')).entries).toMatchObject([
      {
        kind: 'feature',
        name: 'spend_v1:spend',
        from: ['feature view/spend_v1', 'column/spend.spend'],
        used_by: ['feature service/model_v1', 'notebook/spring.md'],
        unused: false,
      },
    ]);
    const { out } = await asof(folder, 'catalog', 'spend_v1:spend');
    expect(out).toContain(`spend_v1:spend
  feature, Float64
  description: In euros.
  owner: growth
  made of: spend of spend
  comes from: feature view spend_v1, column spend.spend
  used by: feature service model_v1, notebook spring.md`);
    expect((await asof(folder, 'catalog', 'no', 'such', 'thing')).out).toContain('Nothing has all of: no such thing');
  });

  it('takes the features of a view that lists none from its file', async () => {
    const report = await catalog(folderOf(workspace), 'kind:feature');
    expect(report.entries.map(({ name, type }) => [name, type])).toEqual([
      ['spend_v1:spend', 'BIGINT'],
      ['spend_v1:tier', 'VARCHAR'],
    ]);
    expect(report).toMatchObject({ unused_features: 0, undescribed_features: 2 });
  });

  it('is a gate, which what is not known does not pass', async () => {
    const gate = ['catalog', '--fail-on', 'unused_features>0'];
    expect((await asof(folderOf(listed), ...gate)).status).toBe(1);
    expect((await asof(folderOf({ ...listed, 'all.md': notebook.replace(':spend"', ':*"') }), ...gate)).status).toBe(0);
    const lost = await asof(folderOf({ 'asof.yaml': workspace['asof.yaml'] }), ...gate);
    expect([lost.status, lost.err]).toEqual([1, expect.stringContaining('unused_features is null')]);
    expect(lost.out).toContain('Not all features are known: the features of spend_v1 are not known: ');
    const dangling = listed['asof.yaml'].replace('"spend_v1:spend"', '"spend_v1:spent"');
    const wrong = await asof(folderOf({ 'asof.yaml': dangling }), ...gate);
    expect([wrong.status, wrong.out]).toEqual([1, expect.stringContaining('did you mean "spend"?')]);
  });

  it('writes a site with values and ages, the same bytes each time, in place of the one before and of nothing else', async () => {
    const folder = folderOf({ ...listed, 'spring.md': notebook });
    const site = ['catalog', '--html', 'site', '--now', '2024-06-01'];
    const { status, out, err } = await asof(folder, ...site);
    expect([status, out.split('\n').length, err]).toEqual([0, 2, 'The site is site/index.html, of 9 pages\n']);
    const texts = () =>
      readdirSync(join(folder, 'site'), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => [one.name, readFileSync(join(one.parentPath, one.name), 'utf8')]);
    const first = texts();
    expect(first).toHaveLength(11);
    const page = readFileSync(join(folder, 'site/pages/feature.spend_v1.spend.html'), 'utf8');
    for (const said of [
      '5 rows, 2024-01-01T00:00:00Z to 2024-03-08T00:00:00Z',
      '<dd>39.8</dd>',
      'as of 2024-06-01T00:00:00Z',
    ])
      expect(page).toContain(said);
    expect((await asof(folder, ...site)).status).toBe(0);
    expect(texts()).toEqual(first);
    writeFileSync(join(folder, 'site/CNAME'), 'features.shop');
    const refused = await asof(folder, ...site);
    expect([refused.status, refused.err]).toEqual([2, expect.stringContaining('site is there already')]);
    expect(texts()).toHaveLength(12);
  });

  it('writes a site of what can be told, and says what cannot', async () => {
    const definitions = `${listed['asof.yaml']}online_store: {type: redis, url: "redis://127.0.0.1:1/0"}\n`;
    const folder = folderOf({ 'asof.yaml': definitions });
    const { status, err } = await asof(folder, 'catalog', '--html', 'site');
    expect([status, err.split('\n')]).toEqual([
      0,
      [
        expect.stringMatching(/^values of spend_v1 not known: .*no such file: data\/spend.csv/),
        expect.stringMatching(/^freshness of spend_v1 not known: .*127\.0\.0\.1:1/),
        'The site is site/index.html, of 8 pages',
        '',
      ],
    ]);
    const page = readFileSync(join(folder, 'site/pages/feature.spend_v1.tier.html'), 'utf8');
    expect(page.match(/Not known: /g)).toHaveLength(2);
    for (const [args, said] of [
      [['spend', '--html', 'other'], 'a site has everything'],
      [['--now', '2024-06-01'], '--now is the moment of a site'],
    ] as const)
      expect(await asof(folder, 'catalog', ...args)).toMatchObject({
        status: 2,
        err: expect.stringContaining(said) as string,
      });
  });

  it('needs definitions', async () => {
    const { status, err } = await asof(folderOf(), 'catalog');
    expect([status, err]).toEqual([2, expect.stringContaining('there is no asof.yaml in')]);
  });
});
