import { materializeView, type MaterializeOptions } from '../../materialize/materialize.ts';
import type { MaterializeReceipt } from '../../materialize/receipt.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import type { Definitions } from '../../model/definitions.ts';
import { WritePermit } from '../../online/permit.ts';
import { count, took } from '../../text/figures.ts';
import { formatIso } from '../../time/instant.ts';
import { openOnlineStore } from '../online/open.ts';
import { bad } from './arguments.ts';
import { confirmOption } from './confirm.ts';
import { command, type Context } from './command.ts';
import { parseGate } from './fail-on.ts';
import { moment, now } from './moments.ts';
import { judge } from './question.ts';
import { inWorkspace, sayInferred, type Session } from './session.ts';
import { textTable } from './text-table.ts';

export const materialize = command({
  name: 'materialize',
  usage: '[--views a,b] [--start T] [--end T] [--confirm NAME]',
  summary: 'Write the latest values from the files to the online store',
  words: 0,
  options: {
    views: { kind: 'list', placeholder: 'a,b', help: 'feature views; all that are online without it' },
    start: { kind: 'value', placeholder: 'T', help: "from this moment on; without it from the view's last run on" },
    end: { kind: 'value', placeholder: 'T', help: 'up to and with this moment; without it up to now' },
    confirm: confirmOption,
    overwrite: {
      kind: 'flag',
      help: 'what the files say from --start to --end replaces newer records too; without --start all that is within the TTL',
    },
    'dry-run': { kind: 'flag', help: 'say what would be written, and write nothing' },
    'fail-on': {
      kind: 'list',
      placeholder: "'FIGURE>N'",
      help: 'exit with 1 where a figure of the JSON is so: views.written==0',
    },
  },
  async perform(values, _words, context) {
    const gates = values['fail-on'].map(parseGate);
    const [start, end] = [moment(values.start), moment(values.end) ?? now()];
    if (start !== null && start > end) throw bad('--start is after --end', 'both are part of the interval');
    return inWorkspace(values.directory, context, async (session) => {
      const { terminal } = context;
      const { overwrite, confirm = null, 'dry-run': dryRun } = values;
      const { environment = null } = session.workspace.definitions.onlineStore ?? {};
      const permit = dryRun ? null : WritePermit.of(environment, confirm);
      const receipt = await answer(session, values.views, { start, end, permit, overwrite }, context);
      const verdicts = judge(gates, receipt);
      terminal.out(values.json ? JSON.stringify(receipt, null, 2) : receiptText(receipt, dryRun));
      verdicts.forEach((line) => terminal.err(line));
      return verdicts.length > 0 ? 1 : 0;
    });
  },
});

async function answer(
  { engine, workspace, definitions: text }: Session,
  asked: readonly string[],
  options: Pick<MaterializeOptions, 'start' | 'end' | 'permit' | 'overwrite'>,
  { terminal, run }: Context,
): Promise<MaterializeReceipt> {
  const { definitions, problems, root, tables } = workspace;
  if (text === null) throw bad(`there is no asof.yaml in ${root}`, 'asof init DIR makes one');
  const names = chooseViews(definitions, asked);
  if (names.length === 0)
    throw problems[0] ?? bad('there is no feature view that is online', 'define one in asof.yaml');
  if (problems.length > 0) terminal.err(`asof.yaml has problems elsewhere: asof check lists them (${problems.length})`);
  if (options.end > now())
    terminal.err(`--end ${formatIso(options.end)} is in the future: later runs start from there`);
  const views = [];
  for (const name of names) {
    const view = await workspace.view(name, null, run);
    sayInferred(view.relation.name, view.inferred).forEach((line) => terminal.err(line));
    views.push(view);
  }
  const store = await openOnlineStore(definitions.onlineStore, root, process.env);
  try {
    store.info.warnings.forEach((line) => terminal.err(`${store.info.address}: ${line}`));
    const receipt: MaterializeReceipt = { views: [] };
    const project = definitions.project || 'default';
    for (const view of views) {
      const done = await materializeView({ engine, tables, store }, view, { ...options, project, now }, run);
      receipt.views.push({ ...done, seconds: Math.round(done.seconds * 1000) / 1000 });
    }
    return receipt;
  } finally {
    await store.close();
  }
}

function chooseViews({ featureViews }: Definitions, asked: readonly string[]): string[] {
  if (asked.length === 0) return featureViews.filter((view) => view.online).map((view) => view.name);
  return [...new Set(asked)].map((name) => {
    const view = featureViews.find((one) => one.name === name);
    if (view?.online) return name;
    if (view) throw bad(`the feature view ${name} is not online`, 'take online: false out of its definition');
    const names = featureViews.map((one) => one.name);
    const near = nearest(name, names) ?? '';
    throw new AsofError('unknown_name', { what: 'feature view', name, near, known: names.join(', ') });
  });
}

function receiptText({ views }: MaterializeReceipt, dryRun: boolean): string {
  const figures = ['rows read', 'entities', dryRun ? 'would write' : 'written', 'kept newer', 'took'];
  const titles = ['view', 'from', 'to'].map((title) => ({ title, align: 'left' as const }));
  const table = textTable(
    [...titles, ...figures.map((title) => ({ title, align: 'right' as const }))],
    views.map((view) => [
      view.view,
      view.start ?? 'the beginning',
      view.end,
      ...[view.rows_read, view.entities, view.written, view.kept_newer].map((n) => count(n)),
      took(view.seconds),
    ]),
  );
  const notes = views.flatMap(({ view, notes = [] }) => notes.map((note) => `${view}: ${note}`));
  return [table, ...(notes.length > 0 ? [''] : []), ...notes].join('\n');
}
