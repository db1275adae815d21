import type { PairFilter, PairSort, SkewAnswer, SkewEntity, SkewFeatureRef } from '../../../core/rpc/skew-api.ts';
import { formatFeatureRef } from '../../../core/model/feature-ref.ts';
import type { SkewPicture } from '../../../core/skew/picture/picture.ts';
import type { FeatureSkew } from '../../../core/skew/report.ts';
import { differing } from '../../../core/skew/verdict.ts';
import { worstFirst } from '../../../core/skew/worst-first.ts';
import type { Answering } from '../../state/run.svelte.ts';
import { TableRows } from '../../state/table-rows.svelte.ts';
import type { RowsInOrder } from '../../../core/rpc/host-api.ts';
import type { CellHost } from '../../state/cell.svelte.ts';

/** One feature of a skew report: its picture, its pairs row by row, and one entity of them. */
export class SkewFeature extends TableRows<PairFilter, PairSort> {
  readonly drawing: Answering<SkewPicture>;
  readonly looking: Answering<SkewEntity>;
  #answer: SkewAnswer | null = null;
  #chosen = $state.raw<FeatureSkew | null>(null);
  #shown = $state.raw<FeatureSkew | null>(null);
  #n = $state<number | null>(null);

  constructor(bench: CellHost) {
    super(bench, 'pairs', { filter: 'differs', sort: { by: 'difference' } });
    this.drawing = bench.workbench.run('picture of a feature');
    this.looking = bench.workbench.run('one entity');
  }

  /** The feature that is looked at; null where the report has none. */
  get chosen(): FeatureSkew | null {
    return this.#chosen;
  }

  /** The feature whose rows are here: while another's are on their way, not the chosen one. */
  get shown(): FeatureSkew | null {
    return this.#shown;
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
    const isSame = feature.feature === this.#shown?.feature && feature.view === this.#shown.view;
    if (!isSame) this.forgetChosen();
    const sides = this.drawing.start((doing) => this.host.call('skewPicture', ref, doing));
    const table = { result: ref.result, table: formatFeatureRef(feature) };
    await Promise.all([sides, this.showTable(table)]);
  }

  protected override usualFilter(): PairFilter {
    return this.#chosen && differing(this.#chosen) > 0 ? 'differs' : 'all';
  }

  protected override hasFilter(name: string): name is PairFilter {
    const counts: Readonly<Record<string, unknown>> = { ...this.#chosen, differs: 1, all: 1 };
    return typeof counts[name] === 'number' && counts[name] > 0;
  }

  clear(): void {
    this.#answer = null;
    this.#chosen = this.#shown = null;
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
    await this.looking.start((doing) => this.host.call('skewEntity', asked, doing));
  }

  /** The first of an order shows most. */
  protected override async arranged({ first }: RowsInOrder): Promise<void> {
    this.#shown = this.#chosen;
    if (first !== null) return this.look(first);
    this.#n = null;
    this.looking.reset();
  }

  #ref(feature: FeatureSkew): SkewFeatureRef | null {
    return this.#answer && { result: this.#answer.result, view: feature.view, feature: feature.feature };
  }
}
