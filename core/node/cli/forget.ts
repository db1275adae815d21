import { askForget } from '../../ask/forget.ts';
import type { Forgotten } from '../../online/forget.ts';
import { forget as question } from '../../question/forget.ts';
import { plural } from '../../text/figures.ts';
import { formatIso } from '../../time/instant.ts';
import { command, type ExitStatus } from './command.ts';
import { inDefinitions } from './session.ts';

export const forgetCommand = command({
  name: 'forget',
  usage: '(--view v [--entity key=value] | --project) [--confirm NAME]',
  summary: 'Remove records from the online store',
  words: 0,
  question,
  options: {},
  async perform({ asked, values }, context) {
    const dryRun = asked.dryRun ?? false;
    return inDefinitions<ExitStatus>(values.directory, context, async (session) => {
      const { views, record } = await askForget(session, asked, context.run);
      const lines = record
        ? [recordText(views[0]!.view, record.entity, record.at, dryRun)]
        : views.map((one) => viewText(one, dryRun));
      // `forget --json`.
      const report = { dry_run: dryRun, views };
      const text = lines.join('\n') || 'the store has nothing of this project';
      context.terminal.out(values.json ? JSON.stringify(report, null, 2) : text);
      return 0;
    });
  },
});

function recordText(view: string, entity: string, at: bigint | null, dryRun: boolean): string {
  if (at === null) return `${view} has no record of ${entity}`;
  if (dryRun) return `would remove the record of ${entity} in ${view}`;
  const again = `asof materialize --views ${view} --start ${formatIso(at)}`;
  return `removed the record of ${entity} in ${view}; the next run without --start does not bring it back, ${again} does`;
}

function viewText({ view, records }: Forgotten, dryRun: boolean): string {
  if (records === 0) return `${view} has no records`;
  if (dryRun) return `would remove ${plural(records, 'record')} of ${view}`;
  return `removed ${plural(records, 'record')} of ${view}; the next run writes it as the first time`;
}
