import { resolve } from 'node:path';
import { bytes, count, plural, took } from '../../text/figures.ts';
import { exportTrainingSet, type TrainingSetReceipt } from '../../training-set/export.ts';
import { joinText } from '../../training-set/provenance.ts';
import { programVersion } from '../package-root.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { checkQuestion, judge, plan, questionOptions, sayDoubts } from './question.ts';
import { inWorkspace } from './session.ts';
import { textTable } from './text-table.ts';

export const join = command({
  name: 'join',
  usage: '--labels L (--features v:f,... | --service S) --out F.parquet',
  summary: 'A training set: for each label row, the features as they were known at its time',
  words: 0,
  options: {
    ...questionOptions,
    out: { kind: 'value', placeholder: 'F.parquet', help: 'where the training set goes, with its provenance inside' },
    'short-names': { kind: 'flag', help: 'columns called feature, not view__feature' },
    'with-timestamps': { kind: 'flag', help: 'also view__event_timestamp, the time of the row that was used' },
    defaults: { kind: 'flag', help: "a feature's default where no row was known" },
    sql: { kind: 'flag', help: 'print the SQL, for a plain DuckDB, and run nothing' },
  },
  async perform(values, _words, context) {
    const { labels, gates } = checkQuestion(values);
    const out = checkOut(values.out, values.sql);
    const options = {
      shortNames: values['short-names'],
      withTimestamps: values['with-timestamps'],
      defaults: values.defaults,
    };
    return inWorkspace(values.directory, context, async (session) => {
      const { terminal, run, cwd } = context;
      const joinPlan = await plan(session, labels, values, { options }, context);
      const path = out && resolve(cwd, out);
      if (values.sql || !path) {
        terminal.out(joinText(joinPlan, path).trimEnd());
        return 0;
      }
      const said = { version: programVersion, definitions: session.definitions, root: session.workspace.root };
      const { engine, workspace } = session;
      const receipt = await exportTrainingSet(engine, workspace.tables, joinPlan, path, said, run);
      const report = toJson(receipt, out);
      const verdicts = judge(gates, report);
      terminal.out(values.json ? JSON.stringify(report, null, 2) : toText(receipt, out));
      sayDoubts(receipt.views, receipt.rows).forEach((line) => terminal.err(line));
      verdicts.forEach((line) => terminal.err(line));
      return verdicts.length > 0 ? 1 : 0;
    });
  },
});

function checkOut(out: string | undefined, onlySql: boolean): string | undefined {
  if (out === undefined && !onlySql) throw bad('--out is missing', 'name a file for the training set: --out F.parquet');
  if (out !== undefined && !/\.(parquet|pq)$/i.test(out)) {
    throw bad(`--out ${out} is not a name for Parquet`, 'a training set is a Parquet file: end its name in .parquet');
  }
  return out;
}

/** Spec section 6, `join --json`. */
function toJson({ rows, columns, seconds, views }: TrainingSetReceipt, out: string) {
  const fared = views.map(({ found: _, unmatched: __, odd: ___, ...four }) => four);
  return { rows, columns, out, seconds: Math.round(seconds * 1000) / 1000, views: fared };
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
