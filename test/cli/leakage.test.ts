import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelCost } from '../../core/leakage/model/cost.ts';
import { ask, asof, folderOf, workspace } from './run-asof.ts';

describe('asof leakage', () => {
  it('prints the report as JSON, to the letter', async () => {
    const { status, out } = await asof(folderOf(workspace), 'leakage', ...ask, '--json');
    const spend = {
      view: 'spend_v1',
      feature: 'spend',
      leaked_rows: 2,
      leak_rate: 0.5,
      changed_rows: 3,
      naive_nulls: 0,
      asof_nulls: 2,
      peek_seconds: { p50: 194_400, p90: 246_240, max: 259_200 },
      auc: { naive: 0.75, asof: 0, inflation: 0.75, common: { rows: 2, naive: 1, asof: 0, inflation: 1 } },
      suspicious: 'alone it ranks the target almost perfectly: AUC 0.000 over 2 values',
    };
    expect(JSON.parse(out)).toEqual({
      rows: 4,
      leaked_rows: 2,
      leak_rate: 0.5,
      naive: 'latest',
      boundary: 'inclusive',
      target: 'bought',
      views: [{ view: 'spend_v1', found: 4, matched: 2, expired: 1, unknown_yet: 0, no_history: 1 }],
      features: [spend, { ...spend, feature: 'tier', auc: null, suspicious: null }],
    });
    expect(status).toBe(0);
  });

  it('says it in a sentence and a table, without colours where nobody sees them', async () => {
    const { out } = await asof(folderOf(workspace), 'leakage', ...ask);
    expect(out)
      .toBe(`Joining on the latest row leaks: 2 of 4 rows (50 %) saw the future, by 2 days in the middle case. spend is suspicious, whatever the join: alone it ranks the target almost perfectly: AUC 0.000 over 2 values.

feature         leaked  rate  changed  peek p50  p90  max  AUC naive  as of  gain  over rows
spend_v1:spend       2  50 %        3       +2d  +3d  +3d      1.000  0.000  0.00          2
spend_v1:tier        2  50 %        3       +2d  +3d  +3d          -      -     -          -

suspicious: spend_v1:spend: alone it ranks the target almost perfectly: AUC 0.000 over 2 values
`);
  });

  it.each([
    ['leak_rate>0', 1],
    ['leak_rate>0.5', 0],
    ['features.spend_v1__spend.auc.inflation>0.2', 1],
    ['features.spend_v1__tier.auc.inflation>0.2', 1],
    ['features.suspicious>0', 1],
    ['features.tier.suspicious>0', 0],
  ])('as a gate, --fail-on %s ends with %i', async (gate, expected) => {
    const { status, out, err } = await asof(folderOf(workspace), 'leakage', ...ask, '--json', '--fail-on', gate);
    expect(status).toBe(expected);
    expect(JSON.parse(out)).toHaveProperty('rows', 4);
    expect(err.includes(`--fail-on '${gate}' holds`)).toBe(expected === 1);
  });

  it('writes one small page that shows no rows and escapes every name', async () => {
    const folder = folderOf({ ...workspace, 'data/<b>.csv': workspace['data/orders.csv'] });
    const { status } = await asof(
      folder,
      'leakage',
      '--labels',
      'data/<b>.csv',
      '--service',
      'model_v1',
      '--html',
      'r.html',
    );
    const page = readFileSync(join(folder, 'r.html'), 'utf8');
    expect(status).toBe(0);
    expect((await stat(join(folder, 'r.html'))).size).toBeLessThan(100_000);
    expect(page).toContain('2 of 4 rows (50 %) saw the future');
    expect(page).not.toMatch(/<b>\.csv|<script|https?:\/\//);
  });

  it('names the embargo on the page, where there is one', async () => {
    const folder = folderOf(workspace);
    const page = async (...options: string[]) => {
      expect((await asof(folder, 'leakage', ...ask, '--html', 'r.html', ...options)).status).toBe(0);
      return readFileSync(join(folder, 'r.html'), 'utf8');
    };
    expect(await page('--embargo', '48h')).toContain('boundary: inclusive, embargo: 2d, target: bought');
    expect(await page()).not.toContain('embargo');
  });

  it('says why there is no AUC', async () => {
    const { err } = await asof(folderOf(workspace), 'leakage', ...ask, '--target', 'customer_id');
    expect(err).toBe('No AUC: the target customer_id has more than two classes\n');
  });

  describe('with --model', () => {
    const churn = join(import.meta.dirname, '../../sample-data/churn');
    const of = ['--labels', 'churn_labels', '--service', 'churn_model_v1', '--model'];

    it('says what three models promise and deliver: a test by time hides the leak that a random one shows', async () => {
      const costOf = async (split: string) => {
        const { out } = await asof(churn, 'leakage', ...of, split, '--json');
        return (JSON.parse(out) as { model: { cost: ModelCost } }).model.cost;
      };
      const [time, random] = [await costOf('time'), await costOf('random')];
      expect(time).toMatchObject({
        rows: 1000,
        of: 1000,
        features: 6,
        left_out: [],
        train: { rows: 700 },
        test: { rows: 300 },
      });
      // As scikit-learn gives it over the same rows, its columns encoded by other hands.
      expect(Math.abs(time.promised.auc - 0.643)).toBeLessThan(0.03);
      expect(Math.abs(time.delivered.auc - 0.622)).toBeLessThan(0.03);
      expect(Math.abs(time.honest.auc - 0.666)).toBeLessThan(0.03);
      expect(random.promised.auc - random.delivered.auc).toBeGreaterThan(0.15);
      expect(time.train.leak_rate).toBeGreaterThan(3 * time.test.leak_rate);
      for (const { promised, delivered, honest, repairs } of [time, random]) {
        for (const { auc, low, high } of [promised, delivered, honest]) expect(low < auc && auc < high).toBe(true);
        expect(repairs).toHaveLength(6);
        // Once all is repaired, the model is the honest one.
        expect(repairs.at(-1)).toMatchObject({ promised: honest.auc, delivered: honest.auc });
      }
      expect(await costOf('time')).toEqual(time);
    });

    it('prints them, and says why there is no model', async () => {
      const { out } = await asof(churn, 'leakage', ...of, 'random');
      expect(out).toMatch(
        /A model of all 6 features promises an AUC of 0\.\d\d and delivers 0\.\d\d; an honest one reaches/,
      );
      expect(out).toMatch(/^promised +0\.\d\d +0\.\d\d +0\.\d\d$/m);
      const few = await asof(folderOf(workspace), 'leakage', ...ask, '--model', 'time');
      expect(few.out).toContain(
        'No model: a model takes 5 rows of each class to train and to test it, and there are 4 rows',
      );
      const none = await asof(folderOf(workspace), 'leakage', ...ask, '--target', 'at', '--model', 'time');
      expect(none.status).toBe(0);
      expect(none.out).toContain('No model: a model takes a target with two values');
    });
  });
});
