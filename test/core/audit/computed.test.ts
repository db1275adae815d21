import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditSet } from '../../../core/audit/audit.ts';
import { planAudit } from '../../../core/audit/plan-audit.ts';
import type { AuditReport } from '../../../core/audit/report.ts';
import { auditSentence, isAuditClear } from '../../../core/audit/sentence.ts';
import type { FeatureRef } from '../../../core/model/feature-ref.ts';
import { openWorkspace } from '../../../core/workspace/workspace.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { Random } from '../../support/random.ts';
import { computedFiles, onDemandAsked, requestsLog, windowsAsked } from '../skew/computed.ts';

const day = 86_400;

/** Purchases of one shop each day or so, known up to three days late, and labels among them. */
function manyFiles(seed: number): { files: Record<string, string>; labels: Label[] } {
  const random = new Random(seed);
  const events = Array.from({ length: 300 }, () => {
    const at = random.below(60 * 24) / 24;
    return { id: random.below(5), at, known: at + random.below(72) / 24 };
  });
  const labels = Array.from({ length: 120 }, () => {
    const [id, at] = [random.below(5), 10 + random.below(40)];
    const within = events.filter((one) => one.id === id && one.at <= at && one.at > at - 7);
    const known = within.filter((one) => one.known <= at);
    const latest = Math.max(...within.map((one) => one.known));
    return { id, at, known: known.length, naive: within.length, peek: latest - at };
  });
  const instant = (days: number) => new Date((19_000 + days) * 86_400_000).toISOString();
  const purchases = events.map((one) => `${one.id},${instant(one.at)},${instant(one.known)},1,completed`);
  const rows = labels.map((one) => ({ ...one, time: instant(one.at) }));
  return {
    files: { 'purchases.csv': ['customer_id,ts,known,amount,status', ...purchases].join('\n') },
    labels: rows,
  };
}

interface Label {
  id: number;
  time: string;
  known: number;
  naive: number;
  /** Days that what a naive join counts became known behind the label. */
  peek: number;
}

describe.each(engines)('an audit of what is computed, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let folders = 0;
  async function auditOf(
    set: string,
    labels: string,
    features: FeatureRef[],
    more: Record<string, string> = {},
  ): Promise<{ report: AuditReport; said: string }> {
    const root = `a${++folders}`;
    const files: Record<string, string> = { ...computedFiles, [`${labels}.csv`]: set, 'set.csv': set, ...more };
    for (const [name, text] of Object.entries(files)) await opened.put(`${root}/${name}`, text);
    const { engine, tables } = opened;
    const workspace = openWorkspace({ root: `${opened.root}/${root}`, text: files['asof.yaml']! }, engine, tables);
    const plan = await planAudit(workspace, { set: 'set.csv', labels, features });
    const { report, audited } = await auditSet(engine, plan, null);
    await audited.scratch.drop();
    return {
      report,
      said: auditSentence(report)
        .map(({ text }) => text)
        .join(''),
    };
  }

  const windowsSet = (rows: string[]) => ['customer_id,at,spend_30d,purchases_7d', ...rows].join('\n');

  it('tells windows that count what was not known yet, and by how far', async () => {
    const set = windowsSet([
      '1,2024-03-07 10:00:00,30.5,3',
      '1,2024-03-10 10:00:00,30.5,2',
      '2,2024-03-12 10:00:00,3,0',
    ]);
    const { report, said } = await auditOf(set, 'log', windowsAsked);
    const far = { p50: 2 * day, p90: 2 * day, max: 2 * day };
    expect(report).toMatchObject({
      future_rows: 1,
      not_audited: [],
      features: [
        { feature: 'spend_30d', computed: 'windows', known: 2, future: 1, unknown: 0, peek_seconds: far },
        { feature: 'purchases_7d', known: 2, future: 1, unknown: 0, peek_seconds: far },
      ],
    });
    expect(said).toMatch(/^1 of 3 rows \(33 %\) has values that only the future has: /);
  });

  it('tells windows of all events, and takes what no naive join gives for unknown', async () => {
    // By latest, customer 1 has spent 30.5 and bought three times, whatever the label.
    const latest = ['1,2024-03-07 10:00:00,30.5,3', '1,2024-03-02 10:00:00,30.5,3', '2,2024-03-01 10:00:00,3,1'];
    const { report } = await auditOf(windowsSet(latest), 'log', windowsAsked);
    expect(report.features).toMatchObject([
      { known: 0, future: 3 },
      { known: 0, future: 3 },
    ]);
    expect(report.features[0]!.peek_seconds!.max).toBe(7 * day);
    const odd = windowsSet(['1,2024-03-07 10:00:00,10.5,5', '1,2024-03-10 10:00:00,30.5,2']);
    const found = await auditOf(odd, 'log', windowsAsked);
    expect(found.report).toMatchObject({ future_rows: null, features: [{ known: 2 }, { known: 1, unknown: 1 }] });
    expect(found.report.features[1]).toMatchObject({ looks_like: [], examples: [{ row: 0, value: '5', as_of: '2' }] });
    expect(found.said).toBe(
      'Whether a value is from the future cannot be told: where some of the computed values come from is not known. 1 value is not what its window held at the label’s time, nor what a naive join counts, of purchases_7d.',
    );
  });

  it('is clear where every value is what its window held, and a column off by one is no leak', async () => {
    const { files, labels } = manyFiles(3);
    const audited = (value: (label: Label) => number) =>
      auditOf(
        ['customer_id,at,purchases_7d', ...labels.map((one) => `${one.id},${one.time},${value(one)}`)].join('\n'),
        'log',
        [{ view: 'windows', feature: 'purchases_7d' }],
        files,
      );
    const right = await audited((one) => one.known);
    expect([isAuditClear(right.report), right.said]).toEqual([
      true,
      'No value is from the future: all 120 values are what was known at the label’s time.',
    ]);
    const wrong = await audited((one) => one.known + 1);
    expect(wrong.report).toMatchObject({ future_rows: null, features: [{ known: 0, future: 0, unknown: 120 }] });
    const naive = await audited((one) => one.naive);
    const leaks = labels.filter((one) => one.naive !== one.known);
    expect(leaks.length).toBeGreaterThan(30);
    const [feature] = naive.report.features;
    expect(feature).toMatchObject({ known: 120 - leaks.length, future: leaks.length, unknown: 0 });
    expect(feature!.peek_seconds!.max).toBeCloseTo(Math.max(...leaks.map((one) => one.peek)) * day, 3);
  });

  it('knows on demand what is computed from what was known, and looks no further', async () => {
    const { report, said } = await auditOf(requestsLog, 'requests', onDemandAsked);
    expect(report).toMatchObject({
      future_rows: 1,
      not_audited: [],
      features: [
        { feature: 'spend', known: 2, future: 1, null: 2 },
        { feature: 'ratio', computed: 'on_demand', known: 1, unknown: 2, null: 2 },
        { feature: 'twice', known: 2, unknown: 1, null: 2, looks_like: [] },
        { feature: 'score', known: 3, unknown: 1, null: 1 },
      ],
    });
    expect(report.features[1]!.looks_like).toMatchObject([
      { cause: 'inputs', rows: 1, detail: 'its input stats:spend differs' },
    ]);
    expect(said).toContain(
      '4 values are not what is computed from what was known, and where they come from was not looked for, most of ratio.',
    );
    const alone = await auditOf(requestsLog, 'requests', onDemandAsked.slice(1));
    expect(alone.report.future_rows).toBeNull();
    expect(isAuditClear(alone.report)).toBe(false);
  });
});
