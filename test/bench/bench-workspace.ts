import { readFileSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { runJoin } from '../../core/join/join.ts';
import type { JoinPlan, NaiveStrategy } from '../../core/join/request.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import type { LeakageReport } from '../../core/leakage/report.ts';
import { everyFeature } from '../../core/model/feature-ref.ts';
import { openNative, type NativeEngine, type NativeOptions } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';
import { exportTrainingSet, type TrainingSetReceipt } from '../../core/training-set/export.ts';
import { planJoin } from '../../core/workspace/plan.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { narrowFeatures } from './data.ts';

/** The generated workspace with an engine of its own. */
export class BenchWorkspace {
  readonly engine: NativeEngine;
  readonly #folder: string;

  private constructor(engine: NativeEngine, folder: string) {
    this.engine = engine;
    this.#folder = folder;
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
    const tables = nativeTables(this.engine);
    const plan = await this.#plan(views);
    const receipt = await exportTrainingSet(this.engine, tables, plan, out, {
      version: 'bench',
      definitions: null,
      root: '',
    });
    rmSync(out);
    return receipt;
  }

  /** What `asof leakage` does. */
  async leakage(views: readonly string[], naive: NaiveStrategy): Promise<LeakageReport> {
    const joined = await runJoin(this.engine, await this.#plan(views));
    const pairs = await pairUp(this.engine, joined, naive);
    const report = await leakageReport(this.engine, pairs);
    await pairs.scratch.drop();
    await joined.scratch.drop();
    return report;
  }

  /** What somebody would write by hand: no ties, no TTL, no row order, no nulls are thought of. */
  async byHand(view: string): Promise<void> {
    const out = this.#out('by-hand');
    const features = narrowFeatures.map((feature) => sql`f.${ident(feature)}`);
    await this.engine.exec(
      sql`COPY (
  SELECT l.*, ${join(features)} FROM ${this.#file('labels')} l
  ASOF LEFT JOIN ${this.#file(view)} f ON l.customer_id = f.customer_id AND l.event_timestamp >= f.event_timestamp
) TO ${out} (FORMAT parquet)`,
    );
    rmSync(out);
  }

  async #plan(views: readonly string[]): Promise<JoinPlan> {
    const text = readFileSync(this.#file('asof', 'yaml'), 'utf8');
    const workspace = openWorkspace({ root: this.#folder, text }, this.engine, nativeTables(this.engine));
    const features = views.flatMap((view) =>
      view.startsWith('wide')
        ? [{ view, feature: everyFeature }]
        : narrowFeatures.map((feature) => ({ view, feature })),
    );
    return planJoin(workspace, { labels: 'labels', features });
  }

  #file(name: string, ending = 'parquet'): string {
    return joinPath(this.#folder, `${name}.${ending}`);
  }

  #out(name: string): string {
    return joinPath(this.#folder, `out-${name}.parquet`);
  }
}
