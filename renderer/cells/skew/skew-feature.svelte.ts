import type { PairFilter, PairSort, SkewAnswer, SkewEntity, SkewFeatureRef } from '../../../core/rpc/skew-api.ts';
import { formatFeatureRef } from '../../../core/model/feature-ref.ts';
import type { SkewPicture } from '../../../core/skew/picture/picture.ts';
import type { FeatureSkew } from '../../../core/skew/report.ts';
import { differing } from '../../../core/skew/verdict.ts';
import { worstFirst } from '../../../core/skew/worst-first.ts';
import type { Run } from '../../state/run.svelte.ts';
import { TableRows, type RowsInOrder } from '../../state/table-rows.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** One feature of a skew report: its picture, its pairs row by row, and one entity of them. */
export class SkewFeature extends TableRows<PairFilter, PairSort> {
  readonly drawing: Run<SkewPicture>;
  readonly looking: Run<SkewEntity>;
  #answer: SkewAnswer | null = null;
  #chosen = $state.raw<FeatureSkew | null>(null);
  #n = $state<number | null>(null);

  constructor(workbench: Workbench) {
    super(workbench, 'pairs', { filter: 'differs', sort: { by: 'difference' }, number: 'n' });
    this.drawing = workbench.run('picture of a feature');
    this.looking = workbench.run('one entity');
  }

  /** The feature that is looked at; null where the report has none. */
  get chosen(): FeatureSkew | null {
    return this.#chosen;
  }

  /** The number of the pair whose entity is shown. */
  get n(): number | null {
    return this.#n;
  }

  /** A new answer: the same feature where it is there, else the worst one. */
  async show(answer: SkewAnswer): Promise<void> {
    const features = worstFirst(answer.report);
    const before = this.#chosen;
    this.#answer = answer;
    const same = features.find((one) => one.view === before?.view && one.feature === before.feature);
    const next = same ?? features[0];
    if (next) await this.choose(next);
    else this.clear();
  }

  async choose(feature: FeatureSkew): Promise<void> {
    const ref = this.#ref(feature);
    if (!ref) return;
    this.#chosen = feature;
    const filter = differing(feature) > 0 ? 'differs' : 'all';
    // Not every feature's values have a size.
    const isOfSize = this.sort.by === 'column' && this.sort.column === 'difference';
    const sides = this.drawing.start((doing) => this.workbench.host.call('skewPicture', ref, doing));
    const table = { result: ref.result, table: formatFeatureRef(feature) };
    await Promise.all([sides, this.showTable(table, { filter, ...(isOfSize && { sort: { by: 'difference' } }) })]);
  }

  clear(): void {
    this.#answer = null;
    this.#chosen = null;
    this.#n = null;
    this.clearRows();
    for (const run of [this.drawing, this.looking]) run.reset();
  }

  /** Shows one entity side by side. */
  async look(n: number): Promise<void> {
    const ref = this.#chosen && this.#ref(this.#chosen);
    if (!ref) return;
    this.#n = n;
    const asked = { result: ref.result, view: ref.view, n };
    await this.looking.start((doing) => this.workbench.host.call('skewEntity', asked, doing));
  }

  /** The first of an order shows most. */
  protected override async arranged({ first }: RowsInOrder): Promise<void> {
    if (first !== null) return this.look(first);
    this.#n = null;
    this.looking.reset();
  }

  #ref(feature: FeatureSkew): SkewFeatureRef | null {
    return this.#answer && { result: this.#answer.result, view: feature.view, feature: feature.feature };
  }
}
