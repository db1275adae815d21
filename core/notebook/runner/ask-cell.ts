import { askAudit } from '../../ask/audit.ts';
import { askCatalog } from '../../ask/catalog.ts';
import { filesOf, type AskContext } from '../../ask/context.ts';
import { askCost } from '../../ask/cost.ts';
import { openedBy } from '../../ask/joined.ts';
import { askDefine } from '../../ask/define.ts';
import { askDrift } from '../../ask/drift.ts';
import { askDuplicates } from '../../ask/duplicates.ts';
import { askFreshness } from '../../ask/freshness.ts';
import { askLeakage, peeksOf, type LeakageFound } from '../../ask/leakage.ts';
import { askLookup, countStatuses, lookupReport, sayFailed } from '../../ask/lookup.ts';
import { askProfile } from '../../ask/profile.ts';
import { askServing } from '../../ask/serving.ts';
import { askSkew } from '../../ask/skew.ts';
import { askTrainingSet } from '../../ask/training-set.ts';
import { auditRows, auditTable } from '../../audit/rows.ts';
import { auditSentence } from '../../audit/sentence.ts';
import { costSentence } from '../../cost/sentence.ts';
import { driftSentence } from '../../drift/sentence.ts';
import { catalogSentence } from '../../catalog/report.ts';
import { duplicatesSentence } from '../../duplicates/sentence.ts';
import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { freshnessSentence } from '../../freshness/sentence.ts';
import { joinedSetSql } from '../../join/join.ts';
import { valuesSaid } from '../../leakage/values-said.ts';
import { leakageSentence } from '../../leakage/sentence.ts';
import type { AuditQuestion } from '../../question/audit.ts';
import type { CatalogQuestion } from '../../question/catalog.ts';
import type { CostQuestion } from '../../question/cost.ts';
import type { DataQuestion } from '../../question/data.ts';
import type { DefineQuestion } from '../../question/define.ts';
import type { DriftQuestion } from '../../question/drift.ts';
import type { DuplicatesQuestion } from '../../question/duplicates.ts';
import type { FreshnessQuestion } from '../../question/freshness.ts';
import type { LeakageQuestion } from '../../question/leakage.ts';
import type { LookupQuestion } from '../../question/lookup.ts';
import type { ServingQuestion } from '../../question/serving.ts';
import type { SkewQuestion } from '../../question/skew.ts';
import type { TrainingSetQuestion } from '../../question/training-set.ts';
import { servingSentence } from '../../serving/sentence.ts';
import { skewSentence } from '../../skew/sentence.ts';
import { sentenceText } from '../../text/phrase.ts';
import { answer, type Asking } from './answer.ts';
import { leakageRows, skewRows } from './pair-rows.ts';
import { dataReport, trainingSetReport } from './reports.ts';
import { sayTable, sayTrainingSet } from './say-rows.ts';
import { openTable } from './workspace-tables.ts';

const data: Asking<DataQuestion> = async (context, { table, labels, features }, run) => {
  const name = table ?? labels ?? features?.[0]?.view;
  if (name === undefined)
    throw new AsofError('bad_option', { message: 'no table is named', expected: 'write table: ..' });
  const profile = await askProfile(context, { table: name }, run);
  const { query } = await openTable(context.workspace, name, run);
  return answer(dataReport(profile), sayTable(name, profile), { rows: query });
};

const leakage: Asking<LeakageQuestion> = async (context, asked, run) => {
  const found = await askLeakage(context, asked, run);
  return answer(found.report, sentenceText(leakageSentence(found.report)), {
    ...pairsOf(found),
    peeks: (counting) => peeksOf(context, found, counting),
  });
};

const define: Asking<DefineQuestion> = async (context, asked, run) => {
  const found = await askDefine(context, asked, run);
  const said = [...valuesSaid(found.report), ...leakageSentence(found.report)];
  return answer(found.report, sentenceText(said), pairsOf(found));
};

function pairsOf({ joined, pairs }: LeakageFound) {
  return {
    rows: leakageRows(pairs),
    files: filesOf(openedBy(joined.plan)),
    scratches: [pairs.scratch, joined.scratch],
  };
}

const trainingSet: Asking<TrainingSetQuestion> = async (context, asked, run) => {
  const found = await askTrainingSet(context, asked, run);
  const { rows, plan, scratch } = found.joined;
  return answer(trainingSetReport({ ...found, rows }), sayTrainingSet({ ...found, rows }), {
    rows: joinedSetSql(found.joined),
    files: filesOf(openedBy(plan)),
    scratches: [scratch],
  });
};

const lookup: Asking<LookupQuestion> = async (context, asked, run) => {
  const found = await askLookup(context, asked, run);
  const statuses = countStatuses(found);
  const said = Object.entries(statuses).map(([status, n]) => `${n} ${status}`);
  return answer({ statuses, ...lookupReport(found) }, [said.join(', '), ...sayFailed(found)].join('. '));
};

const serving: Asking<ServingQuestion> = async (context, asked, run) => {
  const report = await askServing(context, asked, run);
  return answer(report, sentenceText(servingSentence(report)));
};

const skew: Asking<SkewQuestion> = async (context, asked, run) => {
  const { report, pairs } = await askSkew(context, asked, run);
  return answer(report, sentenceText(skewSentence(report)), { rows: skewRows(pairs), scratches: [pairs.scratch] });
};

const audit: Asking<AuditQuestion> = async (context, asked, run) => {
  const { report, audited, opened } = await askAudit(context, asked, run);
  return answer(report, sentenceText(auditSentence(report)), {
    rows: auditRows(audited),
    table: auditTable(audited, report.rows),
    files: filesOf(opened),
    scratches: [audited.scratch],
  });
};

const drift: Asking<DriftQuestion> = async (context, asked, run) => {
  const { report, opened } = await askDrift(context, asked, run);
  return answer(report, sentenceText(driftSentence(report)), { files: filesOf(opened) });
};

const freshness: Asking<FreshnessQuestion> = async (context, asked, run) => {
  const report = await askFreshness(context, asked, run);
  return answer(report, sentenceText(freshnessSentence(report)));
};

const catalog: Asking<CatalogQuestion> = async (context, _, run) => {
  const report = await askCatalog(context, run);
  return answer(report, sentenceText(catalogSentence(report)));
};

const duplicates: Asking<DuplicatesQuestion> = async (context, asked, run) => {
  const { report, opened } = await askDuplicates(context, asked, run);
  return answer(report, sentenceText(duplicatesSentence(report)), { files: filesOf(opened) });
};

const cost: Asking<CostQuestion> = async (context, asked, run) => {
  const report = await askCost(context, asked, run);
  return answer(report, sentenceText(costSentence(report)));
};

/** The kinds that ask what a command asks, and write nothing. */
const asking = {
  data,
  leakage,
  'training-set': trainingSet,
  lookup,
  serving,
  skew,
  audit,
  drift,
  freshness,
  catalog,
  duplicates,
  cost,
  define,
};

export type AskingKind = keyof typeof asking;
export type AskedOf<K extends AskingKind> = Parameters<(typeof asking)[K]>[1];
export const askingKinds = Object.keys(asking) as AskingKind[];

/** Asks what a cell of a kind asks. */
export function askKind(context: AskContext, { kind, asked }: { kind: AskingKind; asked: unknown }, run: Run) {
  // What is asked is of its kind, which the compiler cannot follow through the list.
  return (asking[kind] as Asking<unknown>)(context, asked, run);
}
