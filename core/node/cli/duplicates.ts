import { askDuplicates } from '../../ask/duplicates.ts';
import { duplicates as question } from '../../question/duplicates.ts';
import { command } from './command.ts';
import { duplicatesText } from './duplicates-text.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { inWorkspace } from './session.ts';

const { views: _, ...asked } = question;

export const duplicatesCommand = command({
  name: 'duplicates',
  usage: '[VIEW ..]',
  summary: 'Which features say the same, by their values: equal, scaled, in one order, or nearly',
  words: Infinity,
  question: asked,
  options: failOn('a figure of the JSON is so, or could not be told: duplicates>0'),
  async perform({ asked, values, words: views }, context) {
    const gates = gatesOf(values);
    const { terminal, run } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const { report } = await askDuplicates(session, { ...asked, views }, run);
      const printed = values.json ? JSON.stringify(report, null, 2) : duplicatesText(report, terminal);
      return conclude(terminal, gates, report, printed);
    });
  },
});
