import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { materializeView, type MaterializeOptions } from '../materialize/materialize.ts';
import type { ViewReceipt } from '../materialize/receipt.ts';
import { WritePermit, type StoreChange } from '../online/permit.ts';
import { materialize, type MaterializeQuestion } from '../question/materialize.ts';
import { meant } from '../question/question.ts';
import type { Defined } from '../model/defined.ts';
import { splitPassword } from '../online/address.ts';
import type { BoundView } from '../table/bound.ts';
import { count, plural } from '../text/figures.ts';
import { formatIso } from '../time/instant.ts';
import { clock } from './clock.ts';
import { tellOpened, type AskContext, type StoreContext } from './context.ts';
import { onlineViewsOf } from './online-views.ts';
import { definitionOf } from './open-stores.ts';
import { readBack, WrittenSample, type ReadBack } from './read-back.ts';

export interface Materialized {
  receipt: ViewReceipt;
  /** Of nothing where nothing was to be written. */
  check: ReadBack;
}

/**
 * Writes views, and reads a sample of each back. Throws `online_unconfirmed` where the environment's name
 * is not given, `unknown_name` and `bad_option` for what is no view that is online.
 */
export async function askMaterialize(
  context: AskContext,
  asked: MaterializeQuestion,
  run: Run,
): Promise<Materialized[]> {
  const { workspace, online, tell } = context;
  const { views: named, start, end: until, confirm, overwrite, dryRun } = meant(materialize, asked);
  requireWritable(workspace);
  const end = until ?? context.now();
  const interval = materializeOptions(context, { start, end, overwrite });
  const permit = dryRun ? null : permitOf(context, confirm, 'write');
  const defined = onlineViewsOf(workspace, named);
  if (end > clock()) tell?.(`--end ${formatIso(end)} is in the future: later runs start from there`);
  const views: BoundView[] = [];
  for (const { name } of defined) views.push(await workspace.view(name, null, run));
  tellOpened(context, views);
  return online.use(permit ? 'write' : 'read', async (store) => {
    store.info.warnings.forEach((line) => tell?.(`${store.info.address}: ${line}`));
    const done: Materialized[] = [];
    for (const view of views) {
      const sample = new WrittenSample();
      const options = {
        ...interval,
        permit,
        watch: sample.take.bind(sample),
      };
      const places = { engine: context.engine, tables: workspace.tables, store, offline: context.offline };
      const receipt = await materializeView(places, view, options, run);
      const written = permit ? sample.records : [];
      const check = await readBack(store, workspace.project, view.name, written, run);
      if (check.example !== null) tell?.(sayAmiss(view.name, check));
      done.push({ receipt, check });
    }
    return done;
  });
}

/** Whoever writes to the workspace's store, or forgets what is there, has one. Throws `online_unconfirmed`, `online_of_feast`. */
export function permitOf(
  { workspace }: Pick<StoreContext, 'workspace'>,
  confirm: string | null,
  change: StoreChange,
): WritePermit {
  requireWritable(workspace);
  return WritePermit.of(definitionOf(workspace).environment ?? null, confirm, change);
}

/** Nor is said what would be written where nothing can be. Throws `online_of_feast`. */
export function requireWritable(workspace: Defined): void {
  const { feast, url, path } = definitionOf(workspace);
  if (feast) throw new AsofError('online_of_feast', { address: splitPassword(path ?? url ?? 'online_store').address });
}

/** Of a run that writes nothing. Throws `bad_option` for an interval that ends before it begins. */
export function materializeOptions(
  { workspace }: Pick<AskContext, 'workspace'>,
  interval: { start: bigint | null; end: bigint; overwrite: boolean },
): MaterializeOptions {
  const { start, end } = interval;
  if (start !== null && start > end)
    throw new AsofError('bad_option', { message: '--start is after --end', expected: 'both are part of the interval' });
  return { project: workspace.project, ...interval, permit: null, now: clock };
}

function sayAmiss(view: string, { looked, missing, different, example }: ReadBack): string {
  return `${view}: of ${plural(looked, 'record')} read back ${count(missing)} ${missing === 1 ? 'is' : 'are'} missing and ${count(different)} different, ${example} for one`;
}
