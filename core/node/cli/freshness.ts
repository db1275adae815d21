import { askFreshness } from '../../ask/freshness.ts';
import { freshness as question } from '../../question/freshness.ts';
import { command } from './command.ts';
import { freshnessText } from './freshness-text.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { inDefinitions } from './session.ts';

const { views: _, ...asked } = question;

export const freshnessCommand = command({
  name: 'freshness',
  usage: '[VIEW ..]',
  summary: 'How old what is online is, by the last finished run of each view, against what it declares',
  words: Infinity,
  question: asked,
  options: failOn('a figure of the JSON is so, or could not be told: overdue>0, approaching>0'),
  async perform({ asked, values, words: views }, context) {
    const gates = gatesOf(values);
    const { terminal, run } = context;
    return inDefinitions(values.directory, context, async (session) => {
      const report = await askFreshness(session, { ...asked, views }, run);
      const printed = values.json ? JSON.stringify(report, null, 2) : freshnessText(report, terminal);
      return conclude(terminal, gates, report, printed);
    });
  },
});
