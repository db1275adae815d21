import type { AnyView } from '../../../core/model/views/any-view.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askDefine } from '../../../core/ask/define.ts';
import { toLine, type AsofError } from '../../../core/errors/asof-error.ts';
import { valuesSaid } from '../../../core/leakage/values-said.ts';
import type { FeatureView } from '../../../core/model/views/feature-view.ts';
import { readNotebook } from '../../../core/notebook/notebook.ts';
import { define } from '../../../core/question/define.ts';
import { meant } from '../../../core/question/question.ts';
import { newBody, rewriteBody } from '../../../core/question/write-cell.ts';
import { sentenceText } from '../../../core/text/phrase.ts';
import type { Workspace } from '../../../core/workspace/workspace.ts';
import { engines } from '../../support/engines.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [id]}]
sources:
  - {name: purchases, path: purchases.csv, timestamp_field: ts}
feature_views:
  - {name: raw_v1, entities: [customer], source: purchases, features: [{name: amount, dtype: Float64}]}
labels:
  - {name: churn, path: churn.csv, entities: [customer], timestamp_field: at}
`,
  'purchases.csv': `id,ts,amount,status
a,2024-03-01,10,done
a,2024-03-05,20,done
a,2024-03-20,40,void
b,2024-03-20,80,done
`,
  'churn.csv': 'id,at\na,2024-03-06\na,2024-03-21\nb,2024-03-06\nb,2024-03-21\n',
};

const day = 86_400_000_000n;
const spend: FeatureView = {
  name: 'spend_v1',
  entities: ['customer'],
  source: 'purchases',
  ttl: null,
  online: true,
  features: null,
  aggregations: [{ name: 'spend_7d', function: 'sum', column: 'amount', window: 7n * day }],
};
const withFilter = (filter: string): FeatureView => ({
  ...spend,
  aggregations: [
    { name: 'all', function: 'count', window: null },
    { ...spend.aggregations![0]!, filter },
  ],
});

describe.each(engines)('a view that is being written, on $name', ({ open }) => {
  let folders: Folders;
  let workspace: Workspace;
  beforeAll(async () => {
    folders = await openFolders(open);
    workspace = await folders.open(files);
  });
  afterAll(() => folders.close());

  async function tried(view: AnyView, text: string | null = files['asof.yaml']) {
    const { engine } = folders;
    const online = { use: () => Promise.reject(new Error('no store is asked for')) };
    const expressions = () => Promise.resolve(engine);
    const context = { engine, expressions, workspace, text, version: 'test', online, now: () => 0n };
    const found = await askDefine(context, { labels: 'churn', view }, {});
    await found.drop();
    return found.report;
  }
  async function refused(view: AnyView): Promise<string> {
    const { where, title, hint } = await tried(view).then(
      () => expect.unreachable(),
      (error: unknown) => error as AsofError,
    );
    return `${where?.file}:${where?.line}: ${title} (${hint})`;
  }

  it('says how many labels have a value, and what it would leak', async () => {
    const report = await tried(spend);
    expect(report).toMatchObject({ rows: 4, leaked_rows: 2 });
    expect(report.features).toMatchObject([{ view: 'spend_v1', feature: 'spend_7d', asof_nulls: 1, leaked_rows: 2 }]);
    expect(sentenceText(valuesSaid(report))).toBe('spend_7d has a value at 3 of 4 labels (75 %). ');
  });

  it('changes with the window and the filter, and writes nothing', async () => {
    const [, filtered] = (await tried(withFilter("status = 'done'"))).features;
    expect(filtered).toMatchObject({ feature: 'spend_7d', asof_nulls: 2 });
    const narrow = { ...spend, aggregations: [{ ...spend.aggregations![0]!, window: 12n * (day / 24n) }] };
    expect((await tried(narrow)).features[0]!.asof_nulls).toBe(4);
    expect(workspace.definitions.featureViews.map(({ name }) => name)).toEqual(['raw_v1']);
  });

  it('takes the place of the view of its name, and needs no asof.yaml to be added to', async () => {
    expect((await tried({ ...spend, name: 'raw_v1' })).features).toMatchObject([{ feature: 'spend_7d' }]);
    expect(await tried(spend, null)).toEqual(await tried(spend));
  });

  it('computes on demand, over the views that are there', async () => {
    const features = [{ name: 'doubled', dtype: 'Float64', expression: '2 * amount' }];
    const inputs = [{ name: 'amount', view: 'raw_v1', feature: 'amount' }];
    const report = await tried({ name: 'twice_v1', inputs, request: [], features });
    expect(report.features).toMatchObject([{ view: 'twice_v1', feature: 'doubled', asof_nulls: 1 }]);
  });

  it('says what is wrong, and in which line of the view', async () => {
    expect(await refused({ ...spend, source: 'purchase' })).toMatch(
      /^spend_v1:3: .*no source.*did you mean "purchases"/,
    );
    expect(await refused(withFilter('statsu = 1'))).toMatch(/^spend_v1:6: the filter "statsu = 1" cannot be used/);
    expect(await refused(withFilter('now() > ts'))).toMatch(/^spend_v1:6: filter of aggregation "spend_7d"/);
    expect(await refused({ ...spend, entities: ['shop'] })).toMatch(/^spend_v1:2: .*no entity/);
  });
});

describe('the define cell', () => {
  const body = `as: trial
labels: churn
name: spend_v1
entities: [customer]
source: purchases
aggregations:
  - {name: spend_7d, function: sum, column: amount, window: 7d} # for a start
`;
  const read = (text: string) => readNotebook(`\`\`\`asof define\n${text}\`\`\`\n`, 'n.md').cells[0]!;

  it('has the view among its fields', () => {
    const { content, problems } = read(body);
    expect(problems).toEqual([]);
    expect(content).toMatchObject({
      kind: 'define',
      asked: { labels: 'churn', view: { name: 'spend_v1', source: 'purchases', aggregations: [{ window: 7n * day }] } },
    });
  });

  it('is written as it is read, and changed only where it is another', () => {
    const asked = meant(define, { labels: 'churn', view: spend });
    expect(newBody(define, asked, 'trial')).toBe(body.replace(' # for a start', ''));
    expect(rewriteBody(define, body, asked, { ...asked, view: { ...spend, source: 'orders' } })).toBe(
      body.replace('source: purchases', 'source: orders'),
    );
  });

  it('has its errors in their lines', () => {
    const broken = body.replace('sum', 'total').replace('labels: churn\n', '') + 'windows: 7d\n';
    expect(read(broken).problems.map(toLine)).toEqual([
      expect.stringMatching(/^n\.md:2: the define cell has no labels/),
      expect.stringMatching(/^n\.md:7: function of aggregation "spend_7d" of the define cell is "total"/),
      expect.stringMatching(/^n\.md:8: the define cell has an unknown key "windows"/),
    ]);
  });
});
