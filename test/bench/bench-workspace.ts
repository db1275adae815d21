import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { runJoin } from '../../core/join/join.ts';
import type { JoinPlan, NaiveStrategy } from '../../core/join/request.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import type { LeakageReport } from '../../core/leakage/report.ts';
import { everyFeature } from '../../core/model/feature-ref.ts';
import { openNative, type NativeEngine, type NativeOptions } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';
import { exportTrainingSet, type TrainingSetReceipt } from '../../core/training-set/export.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace, type Workspace } from '../../core/workspace/workspace.ts';
import { manyFeatures, narrowFeatures } from './data.ts';

/** The generated workspace with an engine of its own. */
export class BenchWorkspace {
  readonly engine: NativeEngine;
  readonly #folder: string;
  readonly #workspace: Workspace;

  private constructor(engine: NativeEngine, folder: string) {
    this.engine = engine;
    this.#folder = folder;
    const file = joinPath(folder, 'asof.yaml');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : null;
    this.#workspace = openWorkspace({ root: folder, text }, engine, nativeTables(engine));
  }

  static async open(folder: string, options?: NativeOptions): Promise<BenchWorkspace> {
    return new BenchWorkspace(await openNative(options), folder);
  }

  /** A new engine, for one piece of work. */
  static async use<T>(folder: string, work: (workspace: BenchWorkspace) => Promise<T>): Promise<T> {
    const workspace = await BenchWorkspace.open(folder);
    try {
      return await work(workspace);
    } finally {
      await workspace.engine.close();
    }
  }

  /** What `asof join` does: from opening the files to the training set on disk. */
  async export(views: readonly string[]): Promise<TrainingSetReceipt> {
    const out = this.#out('asof');
    const plan = await this.#plan(views);
    const receipt = await exportTrainingSet({ engine: this.engine, tables: this.#workspace.tables }, plan, out, {
      version: 'bench',
      definitions: null,
      root: '',
    });
    rmSync(out);
    return receipt;
  }

  /** What `asof leakage` does. */
  async leakage(views: readonly string[], naive: NaiveStrategy): Promise<LeakageReport> {
    return this.#report(await this.#plan(views), naive);
  }

  /** The same of the first so many features of the view that has many. */
  async leakageOfMany(features: number): Promise<LeakageReport> {
    const asked = manyFeatures.slice(0, features).map((feature) => ({ view: 'many', feature }));
    return this.#report(await planJoin(this.#workspace, { labels: 'few_labels', features: asked }), 'latest');
  }

  async #report(plan: JoinPlan, naive: NaiveStrategy): Promise<LeakageReport> {
    const joined = await runJoin(this.engine, plan);
    const pairs = await pairUp(this.engine, joined, naive);
    const report = await leakageReport(this.engine, pairs);
    await pairs.scratch.drop();
    await joined.scratch.drop();
    return report;
  }

  async byHand(view: string): Promise<void> {
    const out = this.#out('by-hand');
    await this.engine.exec(byHandSql(this.#folder, view, out));
    rmSync(out);
  }

  /** One join by hand of all that the leakage of many features is of, which has two and measures them. */
  async byHandOfMany(): Promise<void> {
    const out = this.#out('by-hand');
    await this.engine.exec(byHandSql(this.#folder, 'many', out, { labels: 'few_labels', features: manyFeatures }));
    rmSync(out);
  }

  async #plan(views: readonly string[]): Promise<JoinPlan> {
    const features = views.flatMap((view) =>
      view.startsWith('wide')
        ? [{ view, feature: everyFeature }]
        : narrowFeatures.map((feature) => ({ view, feature })),
    );
    return planJoin(this.#workspace, { labels: 'labels', features });
  }

  #out(name: string): string {
    return joinPath(this.#folder, `out-${name}.parquet`);
  }
}

/** What somebody would write by hand: no ties, no TTL, no row order, no nulls are thought of. */
export function byHandSql(
  folder: string,
  view: string,
  out: string,
  { labels, features: names } = { labels: 'labels', features: narrowFeatures },
): Sql {
  const features = names.map((feature) => sql`f.${ident(feature)}`);
  const file = (name: string) => sql`${joinPath(folder, `${name}.parquet`)}`;
  return sql`COPY (
  SELECT l.*, ${join(features)} FROM ${file(labels)} l
  ASOF LEFT JOIN ${file(view)} f ON l.customer_id = f.customer_id AND l.event_timestamp >= f.event_timestamp
) TO ${out} (FORMAT parquet)`;
}
