import { findDuplicates } from '../duplicates/duplicates.ts';
import type { DuplicatesReport, SkippedFeature } from '../duplicates/report.ts';
import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { duckdbOffline } from '../join/duckdb-offline.ts';
import { formatFeatureRef } from '../model/feature-ref.ts';
import { usersOf } from '../model/users.ts';
import { duplicates, type DuplicatesQuestion } from '../question/duplicates.ts';
import { meant } from '../question/question.ts';
import type { BoundView } from '../table/bound.ts';
import { formatIso } from '../time/instant.ts';
import { tellOpened, verifyOpened, type AskContext } from './context.ts';

/** A report, and the views that it is about. */
export interface DuplicatesAnswer {
  report: DuplicatesReport;
  opened: BoundView[];
}

/**
 * Which features say the same. Throws what opening a view throws (a file that is not read could have been any
 * feature's double), `unknown_name`, `bad_option` where there is no view, and `file_changed`.
 */
export async function askDuplicates(
  context: AskContext,
  asked: DuplicatesQuestion,
  run: Run,
): Promise<DuplicatesAnswer> {
  const { engine, workspace, offline = duckdbOffline(engine) } = context;
  const { definitions } = workspace;
  const question = meant(duplicates, asked);
  const asOf = question.asOf ?? context.now();
  const opened: BoundView[] = [];
  const names = namesOf(context, question.views);
  for (const name of names) opened.push(await workspace.view(name, null, stepOf(run, 'opening', name, 0, 0)));
  tellOpened(context, opened);
  const users = (view: string, feature: string): string[] => {
    const { services, onDemand } = usersOf(definitions, view, feature);
    return [...services, ...onDemand];
  };
  const { agree, sample } = question;
  const found = await findDuplicates({ engine, offline }, opened, { asOf, agree, sample, usersOf: users }, run);
  await verifyOpened(context, opened);
  const compared = found.groups.flatMap(({ features, entities }) => (features > 1 && entities > 0 ? [features] : []));
  const onDemand = question.views.length > 0 ? [] : definitions.onDemandViews;
  const computed = onDemand.flatMap(({ name, features }) =>
    features.map((one): SkippedFeature => ({
      feature: formatFeatureRef({ view: name, feature: one.name }),
      why: 'computed on demand',
    })),
  );
  const report: DuplicatesReport = {
    as_of: formatIso(asOf),
    duplicates: compared.length === 0 ? null : found.pairs.length,
    features: compared.reduce((sum, n) => sum + n, 0),
    groups: found.groups,
    skipped: [...found.skipped, ...computed],
    unproven: found.unproven,
    pairs: found.pairs,
  };
  return { report, opened };
}

function namesOf({ workspace }: AskContext, named: readonly string[]): string[] {
  const all = workspace.definitions.featureViews.map(({ name }) => name);
  const names = named.length > 0 ? [...new Set(named)] : all;
  if (names.length === 0)
    throw (
      workspace.problems[0] ??
      new AsofError('bad_option', { message: 'there is no feature view', expected: 'define one in asof.yaml' })
    );
  return names;
}
