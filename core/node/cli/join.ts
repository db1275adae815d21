import { resolve } from 'node:path';
import { printTrainingSet, writeTrainingSet } from '../../ask/training-set.ts';
import { sayNotComputed } from '../../join/not-computed.ts';
import { doubtSentences } from '../../join/doubts.ts';
import { trainingSet } from '../../question/training-set.ts';
import { bytes, count, plural, took } from '../../text/figures.ts';
import type { TrainingSetReceipt } from '../../training-set/export.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { conclude, failOn, gatesOf, located, requireFeatures } from './question.ts';
import { inWorkspace } from './session.ts';
import { textTable } from '../../text/text-table.ts';

export const joinCommand = command({
  name: 'join',
  usage: '--labels L (--features v:f,... | --service S) --out F.parquet',
  summary: 'A training set: for each label row, the features as they were known at its time',
  words: 0,
  question: trainingSet,
  options: {
    ...failOn('a figure of the JSON is so, or was not measured: rows==0, views.matched==0'),
    out: { kind: 'value', placeholder: 'F.parquet', help: 'where the training set goes, with its provenance inside' },
    sql: { kind: 'flag', help: 'print the SQL, for a plain DuckDB, and run nothing' },
  },
  async perform({ asked, values }, context) {
    requireFeatures(asked);
    const gates = gatesOf(values);
    const out = checkOut(values.out, values.sql);
    const { terminal, run, cwd } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const question = located(asked, session, cwd);
      const path = out && resolve(cwd, out);
      if (values.sql || !path) {
        terminal.out((await printTrainingSet(session, question, run, path)).trimEnd());
        return 0;
      }
      const receipt = await writeTrainingSet(session, question, path, run);
      const report = toJson(receipt, out);
      return conclude(
        terminal,
        gates,
        report,
        values.json ? JSON.stringify(report, null, 2) : toText(receipt, out),
        doubts(receipt),
      );
    });
  },
});

/** A line for each doubt about what the label rows were joined to. */
function doubts({ views, rows, not_computed = [] }: TrainingSetReceipt): string[] {
  const sentences = views.flatMap((view) => doubtSentences(view, rows));
  const lines = sentences.map((sentence) => sentence.map((phrase) => phrase.text).join(''));
  return [...lines, ...not_computed.map(sayNotComputed)].map((line) => `asof: ${line}`);
}

function checkOut(out: string | undefined, onlySql: boolean): string | undefined {
  if (out === undefined && !onlySql) throw bad('--out is missing', 'name a file for the training set: --out F.parquet');
  if (out !== undefined && !/\.(parquet|pq)$/i.test(out)) {
    throw bad(`--out ${out} is not a name for Parquet`, 'a training set is a Parquet file: end its name in .parquet');
  }
  return out;
}

/** Spec section 6, `join --json`. */
function toJson({ rows, columns, seconds, views, not_computed }: TrainingSetReceipt, out: string) {
  const fared = views.map(({ found: _, unmatched: __, odd: ___, untimed: ____, ...four }) => four);
  const failures = not_computed && { not_computed };
  return { rows, columns, out, seconds: Math.round(seconds * 1000) / 1000, views: fared, ...failures };
}

function toText(receipt: TrainingSetReceipt, out: string): string {
  const { rows, columns, views, seconds } = receipt;
  const figures = `${plural(rows, 'row')}, ${plural(columns, 'column')}, ${bytes(receipt.bytes)}`;
  const titles = ['matched', 'expired', 'not yet known', 'no history'];
  const table = textTable(
    [{ title: 'view', align: 'left' }, ...titles.map((title) => ({ title, align: 'right' as const }))],
    views.map((view) => [
      view.view,
      ...[view.matched, view.expired, view.unknown_yet, view.no_history].map((n) => count(n)),
    ]),
  );
  return `${out}: ${figures}, in ${took(seconds)}\n\n${table}`;
}
