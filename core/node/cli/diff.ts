import { relative, resolve } from 'node:path';
import { askDiff } from '../../ask/diff.ts';
import { readDefinitions } from '../../model/read.ts';
import { definitionsAt, type DefinitionsText } from '../definitions-at.ts';
import { command } from './command.ts';
import { diffText } from './diff-text.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { findRoot, notebooksIn, requireDefinitions } from './session.ts';

export const diffCommand = command({
  name: 'diff',
  usage: '[OLD [NEW]]',
  summary: 'What another version of the definitions changes for training, online records and services',
  words: 2,
  options: failOn('a figure of the JSON is so: broken>0, changed>0'),
  async perform({ values, words: [older = 'HEAD', newer] }, { terminal, cwd }) {
    const gates = gatesOf(values);
    const { root, text } = await findRoot(values.directory, cwd);
    const now = newer === undefined ? here(root, cwd, text) : await definitionsAt(newer, root, cwd);
    const old = await definitionsAt(older, root, cwd);
    const versionOf = ({ name, text: said }: DefinitionsText) => ({
      name,
      read: readDefinitions(said, name, process.env),
    });
    const report = await askDiff({ notebooks: notebooksIn(root) }, [versionOf(old), versionOf(now)]);
    const printed = values.json ? JSON.stringify(report, null, 2) : diffText(report, terminal);
    return conclude(terminal, gates, report, printed);
  },
});

function here(root: string, cwd: string, text: string | null): DefinitionsText {
  return { name: relative(cwd, resolve(root, 'asof.yaml')), text: requireDefinitions(text, root) };
}
