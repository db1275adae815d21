import { askAudit } from '../../ask/audit.ts';
import { audit as question } from '../../question/audit.ts';
import { bad } from './arguments.ts';
import { auditText } from './audit-text.ts';
import { command } from './command.ts';
import { conclude, failOn, gatesOf, located, requireFeatures } from './question.ts';
import { inWorkspace } from './session.ts';

const { set: _, ...asked } = question;

export const auditCommand = command({
  name: 'audit',
  usage: 'SET --labels L (--features v:f,... | --service S)',
  summary: 'Where each value of a training set can have come from, and which knew the future',
  words: 1,
  question: asked,
  options: failOn('a figure of the JSON is so, or was not measured: future_rows>0, features.unknown>0'),
  async perform({ asked, values, words: [set] }, context) {
    if (set === undefined) throw bad('no training set is named', 'asof audit SET.parquet --labels L --features v:f');
    requireFeatures(asked);
    const gates = gatesOf(values);
    const { terminal, run, cwd } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const { report } = await askAudit(session, located({ ...asked, set }, session, cwd), run);
      return conclude(
        terminal,
        gates,
        report,
        values.json ? JSON.stringify(report, null, 2) : auditText(report, terminal),
      );
    });
  },
});
