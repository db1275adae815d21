import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SkewQuestion } from '../../../core/question/skew.ts';
import { planSkew } from '../../../core/skew/plan-skew.ts';
import type { SkewReport } from '../../../core/skew/report.ts';
import { skewSentence } from '../../../core/skew/sentence.ts';
import { compareSkew } from '../../../core/skew/skew.ts';
import { isSkewClear } from '../../../core/skew/verdict.ts';
import { sql } from '../../../core/sql/sql.ts';
import { openWorkspace } from '../../../core/workspace/workspace.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { computedFiles, onDemandAsked, requestsLog, windowsAsked, windowsLog } from './computed.ts';

describe.each(engines)('skew of what is computed against a log, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let folders = 0;
  async function compare(
    log: string,
    request: Partial<SkewQuestion>,
    sample: number | null = null,
  ): Promise<{ report: SkewReport; classes: Record<string, string>; said: string }> {
    const root = `c${++folders}`;
    const files = { ...computedFiles, 'log.csv': log, 'requests.csv': log };
    for (const [name, text] of Object.entries(files)) await opened.put(`${root}/${name}`, text);
    const { engine, tables } = opened;
    const text = files['asof.yaml'];
    const workspace = openWorkspace({ root: `${opened.root}/${root}`, text }, engine, tables);
    const plan = await planSkew(workspace, { log: 'requests', ...request });
    const { report, pairs } = await compareSkew({ engine, store: null }, plan, { asOf: 0n, tolerance: null, sample });
    const classes: Record<string, string> = {};
    for (const { planned, table } of pairs.views) {
      const rows = await engine.rows<Record<string, string> & { n: bigint }>(sql`FROM ${table} ORDER BY n`);
      for (const [i, { name }] of planned.features.entries())
        classes[name] = rows.map((row) => `${row.n}:${row[`s${i}`]}`).join(' ');
    }
    await pairs.scratch.drop();
    return {
      report,
      classes,
      said: skewSentence(report)
        .map((one) => one.text)
        .join(''),
    };
  }

  it('compares windows with what each held at the row’s own moment, by what was known then', async () => {
    const { report, classes, said } = await compare(windowsLog, { log: 'log', features: windowsAsked });
    expect(classes).toEqual({
      spend_30d: '0:equal 1:mismatch 2:equal 3:equal 5:missing_offline 6:missing_online 7:close',
      purchases_7d: '0:equal 1:mismatch 2:mismatch 3:equal 5:equal 6:missing_online 7:equal',
    });
    const [spend] = report.features;
    expect(report).toMatchObject({ entities: 8, not_compared: 1 });
    expect(spend).toMatchObject({ computed: 'windows', entities: 8, pairs: 7, nulls: 1, looks_like: [] });
    expect(said).toBe(
      'Both features are served differently. The worst: spend_30d differs, and a cause was not looked for, for 1 of 7 rows. 1 row was not compared: no row that counts on either side, or no key or time.',
    );
  });

  it('is no all-clear of windows but where they were compared', async () => {
    const lines = windowsLog.split('\n');
    const right = [0, 1, 4, 8].map((line) => lines[line]).join('\n');
    const { report, said } = await compare(right, { log: 'log', features: windowsAsked });
    expect([isSkewClear(report), said]).toEqual([
      true,
      'Both features are served as they should be, within the tolerance: 3 rows compared.',
    ]);
    const nothing = await compare(`${lines[0]!}\n${lines[5]!}\n`, { log: 'log', features: windowsAsked });
    expect(isSkewClear(nothing.report)).toBe(false);
    expect(nothing.said).toMatch(/^There is nothing to compare in 1 row/);
  });

  it('computes on demand from what was known and from the log’s request, and says which input differs', async () => {
    const { report, classes, said } = await compare(requestsLog, { features: onDemandAsked });
    expect(classes).toEqual({
      spend: '0:equal 1:mismatch 2:equal',
      ratio: '0:equal 1:mismatch 2:mismatch',
      twice: '0:equal 1:equal 2:mismatch',
      score: '0:equal 1:mismatch 2:equal 3:equal',
    });
    const causes = Object.fromEntries(report.features.map((one) => [one.feature, one.looks_like]));
    const input = { cause: 'inputs', rows: 1, detail: 'its input stats:spend differs' };
    expect(causes.ratio).toMatchObject([
      { ...input, example: { entity: 'customer_id=c1', offline: '0.6', online: '0.3' } },
    ]);
    // By way of log_spend, which the log has not.
    expect(causes.score).toMatchObject([{ ...input, example: { entity: 'customer_id=c1,shop_id=s1' } }]);
    expect(causes.twice).toEqual([]);
    expect(said).toMatch(
      /^All four features are served differently\. The main cause: ratio: its input stats:spend differs,/,
    );
    const alone = await compare(requestsLog, { features: onDemandAsked.slice(1) });
    expect(alone.report.features.map((one) => one.looks_like)).toEqual([[], [], []]);
    expect(alone.classes.ratio).toBe(classes.ratio);
  });

  it('takes of a view on demand what the log has, and whole entities for a sample', async () => {
    const { report } = await compare(requestsLog, { features: [{ view: 'recency', feature: '*' }] });
    expect(report.features.map(({ feature, computed }) => [feature, computed])).toEqual([
      ['ratio', 'on_demand'],
      ['twice', 'on_demand'],
    ]);
    const some = await compare(requestsLog, { features: onDemandAsked }, 1);
    const full = await compare(requestsLog, { features: onDemandAsked }, 9);
    expect(some.report.entities).toBeLessThan(5);
    expect(full.report.features).toEqual((await compare(requestsLog, { features: onDemandAsked })).report.features);
  });

  it('refuses a log without what is read of the request, and one without a feature that was named', async () => {
    const without = requestsLog.replace(',amount,', ',sum,');
    await expect(compare(without, { features: onDemandAsked })).rejects.toMatchObject({ code: 'column_missing' });
    const features = [{ view: 'recency', feature: 'log_spend' }];
    await expect(compare(requestsLog, { features })).rejects.toThrow(/log_spend/);
  });
});
