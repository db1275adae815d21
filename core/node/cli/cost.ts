import { askCost } from '../../ask/cost.ts';
import { cost as question } from '../../question/cost.ts';
import { command } from './command.ts';
import { costText } from './cost-text.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { inDefinitions } from './session.ts';

const { views: _, ...asked } = question;

export const costCommand = command({
  name: 'cost',
  usage: '[VIEW ..]',
  summary: 'What is kept online takes, by view, feature and entity, what no service reads, and what could be saved',
  words: Infinity,
  question: asked,
  options: failOn('a figure of the JSON is so, or could not be told: unread_bytes>0, expired_bytes>1e6'),
  async perform({ asked, values, words: views }, context) {
    const gates = gatesOf(values);
    const { terminal, run } = context;
    return inDefinitions(values.directory, context, async (session) => {
      const report = await askCost(session, { ...asked, views }, run);
      const printed = values.json ? JSON.stringify(report, null, 2) : costText(report, terminal);
      return conclude(terminal, gates, report, printed);
    });
  },
});
