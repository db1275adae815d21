import { askStatistics } from '../../ask/profile.ts';
import { profile as question } from '../../question/profile.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { profileText } from './profile-text.ts';
import { conclude, failOn, gatesOf, located } from './question.ts';
import { inWorkspace } from './session.ts';

export const profileCommand = command({
  name: 'profile',
  usage: 'TABLE',
  summary: `What is in a table: ${question.table.help}`,
  words: 1,
  options: failOn('a figure of the JSON is so: rows==0, columns.amount.null_rate>1%'),
  async perform({ values, words: [table] }, context) {
    if (table === undefined) throw bad('no table is named', 'asof profile TABLE');
    const gates = gatesOf(values);
    const { terminal, run, cwd } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const report = await askStatistics(session, located({ table }, session, cwd), run);
      const printed = values.json ? JSON.stringify(report, null, 2) : profileText(report);
      return conclude(terminal, gates, report, printed);
    });
  },
});
