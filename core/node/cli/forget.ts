import { AsofError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import { entityName } from '../../lookup/entity-name.ts';
import { keysOf } from '../../lookup/plan.ts';
import type { Definitions } from '../../model/definitions.ts';
import { readDefinitions } from '../../model/read.ts';
import { forgetRecord, forgetViews, type Forgotten } from '../../online/forget.ts';
import type { OnlineStore } from '../../online/online-store.ts';
import { WritePermit } from '../../online/permit.ts';
import { plural } from '../../text/figures.ts';
import { formatIso } from '../../time/instant.ts';
import { openOnlineStore } from '../online/open.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { confirmOption } from './confirm.ts';
import { readEntity } from './entity.ts';
import { findRoot } from './session.ts';

/** `forget --json`. */
interface Report {
  dry_run: boolean;
  views: Forgotten[];
}

export const forget = command({
  name: 'forget',
  usage: '(--view v [--entity key=value] | --project) [--confirm NAME]',
  summary: 'Remove records from the online store',
  words: 0,
  options: {
    view: {
      kind: 'value',
      placeholder: 'v',
      help: 'all records of a feature view, and what is remembered of its runs',
    },
    entity: {
      kind: 'value',
      placeholder: 'key=value[,key=value]',
      help: 'of that view only the record of this entity',
    },
    project: { kind: 'flag', help: 'all records of every view of the project' },
    'dry-run': { kind: 'flag', help: 'say how many would be removed, and remove nothing' },
    confirm: confirmOption,
  },
  async perform(values, _words, { terminal, run, cwd }) {
    const { view, entity, project: all, confirm = null, 'dry-run': dryRun } = values;
    if ((view === undefined) === !all) throw bad('say what is to be forgotten', 'a --view, or the whole --project');
    if (entity !== undefined && view === undefined) throw bad('--entity needs a --view', 'name the view of the record');
    const wanted = entity === undefined ? null : readEntity(entity);
    const { root, text } = await findRoot(values.directory, cwd);
    if (text === null) throw bad(`there is no asof.yaml in ${root}`, 'asof init DIR makes one');
    const { definitions } = readDefinitions(text, 'asof.yaml', process.env);
    const permit = dryRun ? null : WritePermit.of(definitions.onlineStore?.environment ?? null, confirm);
    const store = await openOnlineStore(definitions.onlineStore, root, process.env);
    try {
      const project = definitions.project || 'default';
      const lines: string[] = [];
      let views: Forgotten[];
      if (view !== undefined && wanted) {
        const keys = await keysIn(store, project, definitions, view);
        const other = Object.keys(wanted).find((name) => !keys.some((key) => key.name === name));
        if (other)
          throw bad(`${view} has no join key ${other}`, `its keys are: ${keys.map((key) => key.name).join(', ')}`);
        const name = entityName({ name: view, keys, columns: keys.map((key) => key.name) }, wanted);
        const at = await forgetRecord(store, project, { view, entity: name }, permit);
        views = [{ view, records: at === null ? 0 : 1 }];
        lines.push(recordText(view, name, at, dryRun));
      } else {
        views = await forgetViews(store, project, await viewsOf(store, project, definitions, view), permit, run);
        lines.push(...views.map((one) => viewText(one, dryRun)));
      }
      const report: Report = { dry_run: dryRun, views };
      terminal.out(
        values.json ? JSON.stringify(report, null, 2) : lines.join('\n') || 'the store has nothing of this project',
      );
      return 0;
    } finally {
      await store.close();
    }
  },
});

/** Those of the definitions and those that the store has, for a view may have gone from asof.yaml. */
async function viewsOf(
  store: OnlineStore,
  project: string,
  { featureViews }: Definitions,
  asked: string | undefined,
): Promise<string[]> {
  const stored = (await store.views(project)).map(({ view }) => view);
  const defined = featureViews.filter(({ online }) => online).map(({ name }) => name);
  const known = [...new Set([...defined, ...stored])];
  if (asked === undefined) return known;
  if (known.includes(asked)) return [asked];
  throw new AsofError('unknown_name', {
    what: 'online feature view',
    name: asked,
    near: nearest(asked, known) ?? '',
    known: known.join(', '),
  });
}

async function keysIn(store: OnlineStore, project: string, definitions: Definitions, view: string) {
  await viewsOf(store, project, definitions, view);
  const state = (await store.views(project)).find((one) => one.view === view);
  const defined = definitions.featureViews.find(({ name }) => name === view);
  return defined ? keysOf(definitions, defined, state) : (state?.schema?.keys ?? []);
}

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
