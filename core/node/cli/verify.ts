import { askVerify } from '../../ask/verify.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { located } from './question.ts';
import { inWorkspace } from './session.ts';
import { verifyText } from './verify-text.ts';

export const verifyCommand = command({
  name: 'verify',
  usage: 'SET.parquet',
  summary: 'Make a training set of Asof’s again from its provenance; the exit status is 1 where anything differs',
  words: 1,
  options: {},
  async perform({ values, words: [set] }, context) {
    if (set === undefined) throw bad('no training set is named', 'asof verify SET.parquet');
    const { terminal, run, cwd } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const report = await askVerify(session, located({ set }, session, cwd), run);
      terminal.out(values.json ? JSON.stringify(report, null, 2) : verifyText(report, terminal));
      return report.same ? 0 : 1;
    });
  },
});
