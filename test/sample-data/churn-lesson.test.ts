import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runJoin } from '../../core/join/join.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import type { ModelCost } from '../../core/leakage/model/cost.ts';
import { modelCost } from '../../core/leakage/model/model-cost.ts';
import type { Split } from '../../core/leakage/model/split.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import { openNative, type NativeEngine } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { sql } from '../../core/sql/sql.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { because, leading, lessonNotebook } from './lesson-notebook.ts';
import { Oracle } from './oracle.ts';
import { customerStats, lessonsFolder, support } from './questions.ts';

const lesson = lessonNotebook('churn');
const { text } = lesson;
let oracle: Oracle;
/** Of each label, from the earliest to the latest, whether one of its values leaks. */
let leaks: boolean[];
/** Of 300 rows that are tested: by chance, and the latest. */
let cost: Record<Split, ModelCost>;
let engine: NativeEngine;

beforeAll(async () => {
  [oracle, engine] = [await Oracle.open(), await openNative()];
  const [stats, tickets] = [await oracle.leakFlags(customerStats, 'latest'), await oracle.leakFlags(support, 'latest')];
  const times = (await oracle.picks(customerStats, 'latest')).map(({ label_time }) => label_time);
  leaks = stats
    .map((one, row) => ({ leaks: one || tickets[row]!, time: times[row]! }))
    .sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))
    .map((one) => one.leaks);
  cost = await costs();
});
afterAll(async () => {
  oracle.close();
  await engine.close();
});

async function costs(): Promise<typeof cost> {
  const root = join(lessonsFolder, 'churn');
  const definitions = readFileSync(join(root, 'asof.yaml'), 'utf8');
  const workspace = openWorkspace({ root, text: definitions }, engine, nativeTables(engine));
  const plan = await planJoin(workspace, { labels: 'churn_labels', service: 'churn_model_v1' });
  const pairs = await pairUp(engine, await runJoin(engine, plan), 'latest');
  const report = await leakageReport(engine, pairs);
  const of = async (split: Split): Promise<ModelCost> => {
    const found = await modelCost(engine, pairs, report, split, {});
    if ('cost' in found) return found.cost;
    throw new Error(found.why);
  };
  return { random: await of('random'), time: await of('time') };
}

const percent = (some: readonly boolean[]): number => Math.round((100 * some.filter(Boolean).length) / some.length);
const two = (figure: number): string => figure.toFixed(2);

test('what share of the rows sees the future', () => {
  const asked = lesson.answers('Each label is joined', (option) => leading(option) === percent(leaks));
  expect(because(asked, '53')).toContain(`${leaks.filter(Boolean).length} rows`);
  const latest = percent(leaks.slice(700));
  expect(asked.options.map((one) => leading(one.text))).toContain(latest);
  expect(because(asked, '20')).toContain('of the latest 300 alone');
});

test('what an AUC below one half means', async () => {
  const { auc } = await oracle.common(customerStats, 'total_spend_30d', ['latest', 'latest']);
  const negated = await oracle.one(sql`SELECT avg(CASE WHEN -p.total_spend_30d > -n.total_spend_30d THEN 1
  WHEN p.total_spend_30d = n.total_spend_30d THEN 0.5 ELSE 0 END) AS auc FROM side0 p, side0 n WHERE p.target = 1 AND n.target = 0 AND p.total_spend_30d IS NOT NULL AND n.total_spend_30d IS NOT NULL`);
  const read = `as good as ${two(negated.auc as number)}, read backwards`;
  lesson.answers('The spend of the last 30 days', (option) => option === read);
  expect(text).toContain(`has an AUC of ${two(auc[0]!)}. That is`);
});

test('which feature is flattered most, and which rows are compared', async () => {
  const gains = new Map<string, number>();
  for (const feature of ['total_spend_30d', 'last_login_days', 'tenure_days']) {
    const { auc } = await oracle.common(customerStats, feature, ['latest', 'as-of']);
    const [naive, asof] = [auc[0]!, auc[1]!];
    expect(text).toContain(`| \`${feature}\` | ${two(asof)} | ${two(naive)} |`);
    gains.set(feature, Math.abs(naive - 0.5) - Math.abs(asof - 0.5));
  }
  const most = [...gains].sort((a, b) => b[1] - a[1])[0]![0];
  const asked = lesson.answers('Which of the three', (option) => option === most);
  for (const feature of ['total_spend_30d', 'last_login_days'])
    expect(because(asked, feature)).toContain(`a gain of ${two(gains.get(feature)!)}`);
  expect(Math.abs(gains.get('tenure_days')!)).toBeLessThan(0.01);

  const { rows } = await oracle.common(customerStats, 'last_login_days', ['latest', 'as-of']);
  const [naive, asof] = [await oracle.figures(customerStats, 'latest'), await oracle.figures(customerStats, 'as-of')];
  const nulls = [asof, naive].map(({ features }) => features.last_login_days!.nulls);
  expect(text).toContain(`${nulls[0]!} rows have no last_login_days, by the naive join ${nulls[1]!}.`);
  const over = lesson.answers('By the point-in-time join', (option) => leading(option) === rows);
  expect(over.options[0]!.text).toContain(`${naive.rows - nulls[1]!} against ${asof.rows - nulls[0]!}`);
});

test('what a model of leaking rows promises and delivers, tested by chance', () => {
  const { promised, delivered, honest } = cost.random;
  expect(text).toContain(`it reaches an AUC of ${two(promised.auc)}: that is promised`);
  const asked = lesson.answers('In use the model is given', (option) => leading(option) === Number(two(delivered.auc)));
  expect(asked.options.map((one) => leading(one.text))).toEqual(
    [promised.auc, (promised.auc + delivered.auc) / 2, delivered.auc].map((auc) => Number(two(auc))),
  );
  expect(because(asked, two(delivered.auc))).toContain(`honest values reaches ${two(honest.auc)}`);
  expect(delivered.low).toBeLessThan(honest.auc);
  expect(honest.high).toBeGreaterThan(delivered.auc);
});

test('that a split by time hides it, and why', () => {
  const { promised, delivered, honest, train, test: tested } = cost.time;
  const asked = lesson.answers(
    'What does the leaky model promise',
    (option) => leading(option) === Number(two(promised.auc)),
  );
  expect(because(asked, two(promised.auc))).toContain(
    `delivers ${two(delivered.auc)}, and an honest model has ${two(honest.auc)}`,
  );
  const [before, after] = [percent(leaks.slice(0, 700)), percent(leaks.slice(700))];
  expect([train.leak_rate, tested.leak_rate].map((rate) => Math.round(100 * rate))).toEqual([before, after]);
  const isTrue: Record<string, boolean> = {
    'The latest labels have hardly any future to look into': after < before / 3,
    'A split by time takes the leak out of the training rows': before < percent(leaks),
    // Of the same rows, parted otherwise, it learned what it promises: nothing is forgotten.
    'The model forgets what it learned from old rows': cost.random.promised.auc < promised.auc,
  };
  const why = lesson.answers('Why does a split by time', (option) => isTrue[option]!);
  expect(because(why, 'The latest')).toContain(`${after} % of the tested rows leak, and ${before} % of those`);
  expect(Math.round(100 * cost.random.test.leak_rate)).toBeGreaterThan(45);
  const quarters = [0, 1, 2, 3].map((quarter) => percent(leaks.slice(250 * quarter, 250 * (quarter + 1))));
  expect(text).toContain(`${quarters.slice(0, 3).join(', ')} and ${quarters[3]!} % leak`);
});

test('no question is left', () => expect(lesson.left()).toEqual([]));
