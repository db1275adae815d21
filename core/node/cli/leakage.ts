import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runJoin } from '../../join/join.ts';
import { naiveStrategies, type JoinPlan, type NaiveStrategy } from '../../join/request.ts';
import { leakageReport } from '../../leakage/leakage.ts';
import { pairUp, type Pairs } from '../../leakage/pairs.ts';
import { peekHistogram } from '../../leakage/peek-histogram.ts';
import type { LeakageReport } from '../../leakage/report.ts';
import { findTarget } from '../../leakage/target.ts';
import { writeWhole } from '../files/whole-file.ts';
import { programVersion } from '../package-root.ts';
import { command, type Context } from './command.ts';
import { leakagePage } from './leakage-html/page.ts';
import { leakageText } from './leakage-text.ts';
import { checkQuestion, judge, plan, questionOptions } from './question.ts';
import { inWorkspace, type Session } from './session.ts';

export const leakage = command({
  name: 'leakage',
  usage: '--labels L (--features v:f,... | --service S)',
  summary: 'What a naive join would leak: which rows, how far, at what gain of AUC',
  words: 0,
  options: {
    ...questionOptions,
    naive: {
      kind: 'value',
      choices: naiveStrategies,
      placeholder: 'N',
      help: 'the join to compare with; latest is the default',
    },
    target: { kind: 'value', placeholder: 'T', help: 'the column to predict' },
    html: { kind: 'value', placeholder: 'F.html', help: 'also a page with the charts' },
  },
  async perform(values, _words, context) {
    const { labels, gates } = checkQuestion(values);
    const naive = naiveStrategies.find((one) => one === values.naive) ?? 'latest';
    const { terminal } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const joinPlan = await plan(session, labels, values, { target: values.target }, context);
      const report = await answer(session, joinPlan, naive, values.html, context);
      const verdicts = judge(gates, report);
      terminal.out(values.json ? JSON.stringify(report, null, 2) : leakageText(report, terminal));
      if (values.html !== undefined) terminal.err(`The page is ${values.html}`);
      verdicts.forEach((line) => terminal.err(line));
      return verdicts.length > 0 ? 1 : 0;
    });
  },
});

async function answer(
  { engine, workspace }: Session,
  joinPlan: JoinPlan,
  naive: NaiveStrategy,
  html: string | undefined,
  context: Context,
): Promise<LeakageReport> {
  const { run, cwd } = context;
  const joined = await runJoin(engine, joinPlan, run);
  const pairs = await pairUp(engine, joined, naive, run);
  const report = await leakageReport(engine, pairs, run);
  for (const { relation } of [joinPlan.labels, ...joinPlan.views.map((planned) => planned.view)]) {
    await workspace.tables.verify(relation);
  }
  await explainNoAuc(pairs, report, { engine, context });
  if (html !== undefined) {
    const histograms = [];
    for (const i of joinPlan.views.keys()) histograms.push(await peekHistogram(engine, pairs, i, run));
    const madeBy = `asof ${programVersion}, ${engine.info.name} ${engine.info.version}`;
    const { labels, options } = joinPlan;
    const page = leakagePage({ report, labels: labels.name, embargo: options.embargo, histograms, madeBy });
    await writeWhole(resolve(cwd, html), (part) => writeFile(part, page), run);
  }
  return report;
}

/** A target that was asked for and measures nothing is worth a word. */
async function explainNoAuc(
  pairs: Pairs,
  report: LeakageReport,
  { engine, context }: { engine: Session['engine']; context: Context },
): Promise<void> {
  if (report.target === null || report.features.some((feature) => feature.auc !== null)) return;
  const { state } = await findTarget(engine, pairs, context.run);
  if (state === 'one-class') context.terminal.err(`No AUC: the target ${report.target} has one class`);
  if (state === 'many-classes') context.terminal.err(`No AUC: the target ${report.target} has more than two classes`);
}
