import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AskContext } from '../../ask/context.ts';
import { askLeakage, peeksOf, type LeakageFound } from '../../ask/leakage.ts';
import type { Run } from '../../engine/engine.ts';
import type { LeakageReport } from '../../leakage/report.ts';
import { leakage as question } from '../../question/leakage.ts';
import { writeWhole } from '../files/whole-file.ts';
import { command } from './command.ts';
import { leakagePage } from '../../leakage/html/leakage-page.ts';
import { leakageText } from './leakage-text.ts';
import { modelText } from './model-text.ts';
import { conclude, failOn, gatesOf, located, requireFeatures } from './question.ts';
import { inWorkspace } from './session.ts';
import type { Terminal } from './terminal.ts';

export const leakageCommand = command({
  name: 'leakage',
  usage: '--labels L (--features v:f,... | --service S)',
  summary: 'What a naive join would leak: which rows, how far, at what gain of AUC',
  words: 0,
  question,
  options: {
    ...failOn('a figure of the JSON is so, or was not measured: leak_rate>0, features.suspicious>0'),
    html: { kind: 'value', placeholder: 'F.html', help: 'also a page with the charts' },
  },
  async perform({ asked, values }, context) {
    requireFeatures(asked);
    const gates = gatesOf(values);
    const { terminal, run, cwd } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const found = await askLeakage(session, located(asked, session, cwd), run);
      const { report } = found;
      const { html, json } = values;
      if (html !== undefined) await writePage(session, found, resolve(cwd, html), run);
      const written = html === undefined ? [] : [`The page is ${html}`];
      return conclude(
        terminal,
        gates,
        report,
        json ? JSON.stringify(report, null, 2) : printed(report, terminal),
        written,
      );
    });
  },
});

function printed(report: LeakageReport, terminal: Terminal): string {
  const { model } = report;
  return [leakageText(report, terminal), ...(model ? [modelText(model)] : [])].join('\n\n');
}

async function writePage(context: AskContext, found: LeakageFound, path: string, run: Run): Promise<void> {
  const { engine, version } = context;
  const { labels, options } = found.joined.plan;
  const page = leakagePage({
    report: found.report,
    labels: labels.name,
    embargo: options.embargo,
    histograms: await peeksOf(context, found, run),
    madeBy: `asof ${version}, ${engine.info.name} ${engine.info.version}`,
  });
  await writeWhole(path, (part) => writeFile(part, page), run);
}
