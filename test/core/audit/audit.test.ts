import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditSet } from '../../../core/audit/audit.ts';
import { planAudit } from '../../../core/audit/plan-audit.ts';
import type { AuditReport } from '../../../core/audit/report.ts';
import { auditSentence } from '../../../core/audit/sentence.ts';
import { openWorkspace } from '../../../core/workspace/workspace.ts';
import { engines, type Opened } from '../../support/engines.ts';

describe.each(engines)('an audit, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let folders = 0;
  async function auditOf(entities: string, stats: string[], set: string[]): Promise<AuditReport> {
    const folder = `a${++folders}`;
    const text = `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: at, available_at: known}]
feature_views: [{name: stats_v1, entities: [${entities}], source: stats}]
labels: [{name: asked, path: set.csv, entities: [customer], timestamp_field: time}]
`;
    await opened.put(`${folder}/stats.csv`, ['customer_id,at,known,x', ...stats].join('\n'));
    await opened.put(`${folder}/set.csv`, ['customer_id,time,x', ...set].join('\n'));
    const { engine, tables } = opened;
    const workspace = openWorkspace({ root: `${opened.root}/${folder}`, text }, engine, tables);
    const features = [{ view: 'stats_v1', feature: 'x' }];
    const plan = await planAudit(workspace, { set: 'set.csv', labels: 'asked', features });
    const { report, audited } = await auditSet(engine, plan, null);
    await audited.scratch.drop();
    return report;
  }

  it('takes a row that became known at the very moment for one that could count', async () => {
    const stats = [
      'a,2024-03-01,2024-03-05,1.5',
      'a,2024-03-02,2024-03-02,2.5',
      'a,2024-03-03,2024-03-05 00:00:01,3.5',
    ];
    const { features } = await auditOf('customer', stats, ['a,2024-03-05,1.5', 'a,2024-03-05,2.5', 'a,2024-03-05,3.5']);
    expect(features[0]).toMatchObject({ known: 1, stale: 1, future: 1, unknown: 0, peek_seconds: { p50: 1, max: 1 } });
  });

  it('says what values look like that no row has, also of a view whose history is everybody’s', async () => {
    const day = (n: number) => `2024-03-${String(n).padStart(2, '0')}`;
    const stats = Array.from({ length: 28 }, (_, i) => `a,${day(i + 1)},${day(i + 1)},${i * i + 0.25}`);
    const set = Array.from({ length: 28 }, (_, i) => `${'ab'[i % 2]},${day(i + 1)},${(i * i + 0.25) * 100}`);
    const report = await auditOf('', stats, set);
    expect(report.features[0]).toMatchObject({ known: 0, future: 0, unknown: 28, known_rate: null });
    expect(report.features[0]!.looks_like[0]).toMatchObject({ cause: 'factor', rows: 28, detail: '100 times as much' });
    expect(report.future_rows).toBeNull();
    const said = auditSentence(report).map(({ text }) => text);
    expect(said.join('')).toBe(
      'Whether a value is from the future cannot be told: of some features no row has any of the values. 28 values are in no row of their entities. x looks like: 100 times as much, in 28 rows.',
    );
  });
});
