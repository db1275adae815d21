import { resolve } from 'node:path';
import { plural } from '../../text/figures.ts';
import { shellWord } from '../../text/shell-word.ts';
import { writeFeastRepository } from '../feast/export-feast.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { sayLeftOut } from './left-out.ts';
import { inWorkspace } from './session.ts';

export const exportCommand = command({
  name: 'export',
  usage: 'feast DIR',
  summary: 'A repository that Feast 0.67 applies, materializes and serves; DIR is new, or an empty folder',
  words: 2,
  options: {
    online: {
      kind: 'value',
      placeholder: 'URL',
      help: "Feast's online store: redis://HOST:6379/0; else a SQLite file in DIR",
    },
  },
  async perform({ values, words: [what, folder] }, context) {
    if (what !== 'feast' || folder === undefined) throw bad('where to is not said', 'asof export feast DIR');
    const { terminal, run, cwd } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const { repository, left, rows } = await writeFeastRepository(session, resolve(cwd, folder), values.online, run);
      const { project, views, services } = repository;
      const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);
      const report = {
        out: folder,
        project,
        rows,
        feature_views: names(views),
        feature_services: names(services),
        left_out: left,
      };
      const done = `${folder} has ${plural(views.length, 'feature view')} of ${plural(rows, 'row')} and ${plural(services.length, 'feature service')}.`;
      terminal.out(values.json ? JSON.stringify(report, null, 2) : [done, ...sayLeftOut(left)].join('\n'));
      terminal.err(`Next: cd ${shellWord(folder)} && feast apply`);
      return 0 as const;
    });
  },
});
