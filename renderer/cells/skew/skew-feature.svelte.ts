import type {
  ArrangedPairs,
  PairColumn,
  PairFilter,
  PairSort,
  SkewAnswer,
  SkewEntity,
  SkewFeatureRef,
} from '../../../core/rpc/skew-api.ts';
import type { SkewPicture } from '../../../core/skew/picture/picture.ts';
import type { FeatureSkew } from '../../../core/skew/report.ts';
import { differing } from '../../../core/skew/verdict.ts';
import { worstFirst } from '../../../core/skew/worst-first.ts';
import { PagedRows } from '../../ui/grid/paged-rows.svelte.ts';
import type { Run } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** One feature of a skew report: its picture, its pairs row by row, and one entity of them. */
export class SkewFeature {
  readonly drawing: Run<SkewPicture>;
  readonly arranging: Run<ArrangedPairs>;
  readonly looking: Run<SkewEntity>;
  readonly #workbench: Workbench;
  #answer: SkewAnswer | null = null;
  #chosen = $state.raw<FeatureSkew | null>(null);
  #filter = $state<PairFilter>('differs');
  #sort = $state.raw<PairSort>({ by: 'difference' });
  #rows = $state.raw<PagedRows | null>(null);
  #n = $state<number | null>(null);

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.drawing = workbench.run('picture of a feature');
    this.arranging = workbench.run('pairs');
    this.looking = workbench.run('one entity');
  }

  /** The feature that is looked at; null where the report has none. */
  get chosen(): FeatureSkew | null {
    return this.#chosen;
  }

  get filter(): PairFilter {
    return this.#filter;
  }

  get sort(): PairSort {
    return this.#sort;
  }

  /** Its pairs in their order; null before the first. */
  get rows(): PagedRows | null {
    return this.#rows;
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
    this.#filter = differing(feature) > 0 ? 'differs' : 'all';
    const sides = this.drawing.start((doing) => this.#workbench.host.call('skewPicture', ref, doing));
    await Promise.all([sides, this.#arrange(ref)]);
  }

  clear(): void {
    this.#answer = null;
    this.#chosen = null;
    this.#n = null;
    this.#rows?.close();
    this.#rows = null;
    for (const run of [this.drawing, this.arranging, this.looking]) run.reset();
  }

  setFilter(filter: PairFilter): void {
    this.#filter = filter;
    this.#rearrange();
  }

  setSort(sort: PairSort): void {
    this.#sort = sort;
    this.#rearrange();
  }

  /** By a column: rising, then falling, then the greatest difference first again. */
  sortBy(column: PairColumn): void {
    const now = this.#sort;
    const same = now.by === 'column' && now.column === column;
    if (same && now.descending) this.setSort({ by: 'difference' });
    else this.setSort({ by: 'column', column, descending: same });
  }

  /** The number of the pair at a position; null while its page is on its way. */
  pairAt(position: number): number | null {
    const found = this.#rows?.at(position);
    const n = found?.page.column('n')?.at(found.index) ?? null;
    return n === null ? null : Number(n);
  }

  /** Shows one entity side by side. */
  async look(n: number): Promise<void> {
    const ref = this.#chosen && this.#ref(this.#chosen);
    if (!ref) return;
    this.#n = n;
    const asked = { result: ref.result, view: ref.view, n };
    await this.looking.start((doing) => this.#workbench.host.call('skewEntity', asked, doing));
  }

  #rearrange(): void {
    const ref = this.#chosen && this.#ref(this.#chosen);
    if (ref) void this.#arrange(ref);
  }

  async #arrange(ref: SkewFeatureRef): Promise<void> {
    const { host } = this.#workbench;
    const asked = { ...ref, filter: this.#filter, sort: this.#sort };
    const arranged = await this.arranging.start((doing) => host.call('arrangePairs', asked, doing));
    if (!arranged) return;
    const { arrangement, rows, first } = arranged;
    this.#rows?.close();
    this.#rows = new PagedRows(rows, (from, count, signal) =>
      host.call('skewPage', { arrangement, from, count }, { signal }),
    );
    // The first of an order shows most.
    if (first !== null) return this.look(first);
    this.#n = null;
    this.looking.reset();
  }

  #ref(feature: FeatureSkew): SkewFeatureRef | null {
    return this.#answer && { result: this.#answer.result, view: feature.view, feature: feature.feature };
  }
}
