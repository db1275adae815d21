import { askDrift } from '../../ask/drift.ts';
import { drift as question } from '../../question/drift.ts';
import { command } from './command.ts';
import { driftText } from './drift-text.ts';
import { conclude, failOn, gatesOf, located } from './question.ts';
import { inWorkspace } from './session.ts';

export const driftCommand = command({
  name: 'drift',
  usage: '--reference R --current C',
  summary: 'Which features moved between two tables or stretches of time, and what is only chance',
  words: 0,
  question,
  options: failOn('a figure of the JSON is so, or could not be told: drifted>0, features.tier.drifted==true'),
  async perform({ asked, values }, context) {
    const gates = gatesOf(values);
    const { terminal, run, cwd } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const { report } = await askDrift(session, located(asked, session, cwd), run);
      const printed = values.json ? JSON.stringify(report, null, 2) : driftText(report, terminal);
      return conclude(terminal, gates, report, printed);
    });
  },
});
