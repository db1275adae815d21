import { toWire, type WireError } from '../../core/errors/asof-error.ts';
import type { ColumnSort, ColumnTest, Place, RowsInOrder, ValueProfile } from '../../core/rpc/host-api.ts';
import type { Host } from '../../core/rpc/contract.ts';
import type { Arranged } from '../../core/results/results.ts';
import { nothingShown, type Shown } from '../../core/question/show.ts';
import type { TableSort } from '../../core/results/table.ts';
import { readPage, type ArrowPage } from '../ui/grid/arrow-page.ts';
import { wholeText } from '../ui/grid/cell.ts';
import { sortedBy, type Explorable } from '../ui/grid/explorable.ts';
import { GridView } from '../ui/grid/grid-view.svelte.ts';
import { PagedRows } from '../ui/grid/paged-rows.svelte.ts';
import { AtHand, type HereInOrder } from './at-hand.ts';
import type { Answering } from './run.svelte.ts';
import type { CellHost } from './cell.svelte.ts';

/** Rows in the order that could be had: `refused` is why that is not what was chosen. */
interface FoundInOrder extends RowsInOrder {
  asked: Arranged & { where: readonly ColumnTest[] };
  here: HereInOrder | null;
  refused: WireError | null;
}

/** Rows of one page, where many are read. */
const atOnce = 10_000;

/** The rows of a result: which, in which order, and the pages of them that are here. */
export class TableRows<F extends string, S extends TableSort> implements Explorable {
  readonly arranging: Answering<FoundInOrder>;
  protected readonly host: Host;
  /** What is shown next, while its rows are put in order; then the same as what is. */
  #next: Pick<Arranged, 'result' | 'table'> | null = null;
  #shown: Arranged | null = null;
  readonly #atHand: AtHand;
  /** Where these rows are all in the page. */
  #here: HereInOrder | null = null;
  #filter: F;
  #sort: S;
  #where = $state.raw<readonly ColumnTest[]>([]);
  /** How many rows there are without tests of columns; of which rows that is known. */
  #all = $state.raw<{ of: string; rows: number } | null>(null);
  #rows = $state.raw<PagedRows | null>(null);
  #reordered = false;

  /** How its columns are arranged. */
  readonly view: GridView;
  readonly #usual: { filter: F; sort: S };
  #has: (column: string) => boolean = () => true;
  readonly #keep: (change: Partial<Shown>) => void;
  /** What was chosen, here or in the file; of each answer what it has. */
  #said: Shown = nothingShown;

  /** @param keep Told what its reader chooses to see. */
  constructor(
    { workbench, host }: CellHost,
    name: string,
    usual: { filter: F; sort: S },
    keep: (change: Partial<Shown>) => void = () => {},
  ) {
    this.#usual = usual;
    this.#keep = keep;
    this.view = new GridView(keep);
    this.arranging = workbench.run(name);
    this.host = host;
    this.#atHand = new AtHand(host);
    this.#filter = $state(usual.filter);
    this.#sort = $state.raw(usual.sort);
  }

  get filter(): F {
    return this.#filter;
  }

  get sort(): S {
    return this.#sort;
  }

  /** In their order; those of before, while others are put in order; null before the first. */
  get rows(): PagedRows | null {
    return this.#rows;
  }

  /** The rows stand in an order that was just chosen: they are read from the top. */
  get isReordered(): boolean {
    return this.#reordered;
  }

  /** Why they are not in their order, or not those that were asked for; null where they are. */
  get problem(): WireError | null {
    const { state } = this.arranging;
    if (state.status === 'failed') return state.error;
    return state.status === 'done' ? state.value.refused : null;
  }

  setFilter(filter: F): void {
    this.#filter = filter;
    this.#chosen();
    void this.#arrange(false);
  }

  setSort(sort: S): void {
    this.#sort = sort;
    this.#chosen();
    void this.#arrange(true);
  }

  get order(): readonly ColumnSort[] {
    return this.#sort.columns ?? [];
  }

  get where(): readonly ColumnTest[] {
    return this.#where;
  }

  get total(): number | null {
    return this.#all !== null && this.#all.of === this.#base ? this.#all.rows : null;
  }

  sortBy(column: string, more = false): void {
    this.setOrder(sortedBy(this.order, column, more));
  }

  setOrder(columns: readonly ColumnSort[]): void {
    const { by } = this.#sort;
    this.setSort({ by, ...(columns.length > 0 && { columns }) } as S);
  }

  setWhere(tests: readonly ColumnTest[]): void {
    this.#where = tests;
    this.#chosen();
    void this.#arrange(true);
  }

  async profile(column: string): Promise<(ValueProfile & { rows: number }) | null> {
    return this.#shown && this.host.call('columnProfile', { ...this.#shown, column });
  }

  async find(text: string, columns: readonly string[], from: Place, back: boolean): Promise<Place | null> {
    if (this.#here) return this.#here.table.find(this.#here.rows, text, columns, from, back);
    return this.#shown && this.host.call('find', { ...this.#shown, text, columns: [...columns], from, back });
  }

  async texts(columns: readonly string[], from: number, count: number): Promise<(string | null)[][]> {
    const shown = this.#shown;
    const texts: (string | null)[][] = [];
    for (let at = from; shown !== null && at < from + count; at += atOnce) {
      const asked = { ...shown, from: at, count: Math.min(atOnce, from + count - at) };
      const page = await this.#page(asked, this.#here);
      const read = columns.map((column) => page.column(column)!);
      for (let row = 0; row < page.rows; row++)
        texts.push(
          read.map((column) => {
            const value = column.at(row);
            return value === null ? null : wholeText(column, value);
          }),
        );
    }
    return texts;
  }

  /** The number of the row at a position; null while its page is on its way. */
  numberAt(position: number): number | null {
    const found = this.#rows?.at(position);
    const number = found?.page.columns[0]?.at(found.index) ?? null;
    return number === null ? null : Number(number);
  }

  /** Where the row with a number stands; null where the filter leaves it out, or nothing is shown yet. */
  async positionOf(row: number): Promise<number | null> {
    const shown = this.#shown;
    if (!shown || !this.arranging.value?.rows) return null;
    if (this.#here) return this.#here.table.positionOf(this.#here.rows, row);
    const found = await this.host.call('locate', { ...shown, row }).catch(() => null);
    return this.#shown === shown ? (found?.position ?? null) : null;
  }

  /** As the file says: at once, or as soon as there are rows. */
  lookAs(shown: Shown): void {
    this.#said = shown;
    this.view.look(shown);
    if (!this.#next) return;
    this.#take();
    void this.#arrange(true);
  }

  /** Other values than before: what was asked of those is not asked of them. */
  protected forgetChosen(): void {
    this.#said = nothingShown;
  }

  /** What is shown where nothing was chosen. */
  protected usualFilter(): F {
    return this.#usual.filter;
  }

  /** Whether there is such a choice of rows. */
  protected hasFilter(_name: string): _name is F {
    return false;
  }

  /** What the file calls a page's column. */
  protected nameOf(column: string): string {
    return column;
  }

  /** A page's column by what the file calls it. */
  protected columnOf(name: string): string {
    return name;
  }

  #chosen(): void {
    const named = <C extends { column: string }>(of: readonly C[]) =>
      of.map((one) => ({ ...one, column: this.nameOf(one.column) }));
    const change = {
      rows: this.#filter === this.usualFilter() ? null : this.#filter,
      order: this.#sort.by === this.#usual.sort.by ? null : this.#sort.by,
      ...{ sort: named(this.order), where: named(this.#where) },
    };
    this.#said = { ...this.#said, ...change };
    this.#keep(change);
  }

  #take(): void {
    const { rows, order, sort, where } = this.#said;
    const here = <C extends { column: string }>(of: readonly C[]) =>
      of.map((one) => ({ ...one, column: this.columnOf(one.column) })).filter(({ column }) => this.#has(column));
    this.#filter = rows !== null && this.hasFilter(rows) ? rows : this.usualFilter();
    const columns = here(sort);
    this.#sort = { by: order ?? this.#usual.sort.by, ...(columns.length > 0 && { columns }) } as S;
    this.#where = here(where);
  }

  /** Shows a table's rows as was chosen, where it has such columns. */
  protected async showTable(
    of: Pick<Arranged, 'result' | 'table'>,
    has: (column: string) => boolean = () => true,
  ): Promise<void> {
    this.#next = of;
    this.#has = has;
    this.#take();
    await this.#arrange(false);
  }

  protected clearRows(): void {
    this.#next = this.#shown = this.#here = null;
    this.#atHand.drop();
    this.#rows?.close();
    this.#rows = null;
    this.arranging.reset();
  }

  /** The rows are about to be shown. */
  protected arranged(_rows: RowsInOrder): void | Promise<void> {}

  /** Which rows are meant, whatever their columns are asked. */
  get #base(): string {
    return JSON.stringify([this.#next, this.#filter]);
  }

  async #arrange(reordered: boolean): Promise<void> {
    if (!this.#next) return;
    const { host } = this;
    const chosen = { ...this.#next, filter: this.#filter, sort: this.#sort, where: this.#where };
    const found = await this.arranging.start(async (doing) => {
      const here = await this.#explore(chosen);
      if (here) return { ...here.table.sayOrder(here.rows), here, asked: chosen, refused: null };
      const ask = async (asked: typeof chosen, refused: WireError | null) => {
        return { ...(await host.call('arrange', asked, doing)), here: null, asked, refused };
      };
      try {
        return await ask(chosen, null);
      } catch (thrown) {
        // What cannot be asked of these columns is said, and the rows are shown without it.
        const refused = toWire(thrown);
        if (refused.kind !== 'input') throw thrown;
        return ask({ ...chosen, sort: this.#usual.sort, where: [] }, refused);
      }
    });
    if (!found) return;
    const { asked } = found;
    this.#rows?.close();
    this.#shown = asked;
    this.#here = found.here;
    this.#reordered = reordered;
    if (asked.where.length === 0) this.#all = { of: this.#base, rows: found.rows };
    this.#rows = new PagedRows(found.rows, (from, count, signal) =>
      this.#page({ ...asked, from, count }, found.here, signal),
    );
    await this.arranged(found);
  }

  /** Null where the host is to be asked: of rows as they come, too. */
  async #explore(asked: Arranged): Promise<HereInOrder | null> {
    const { where = [], sort, ...base } = asked;
    const { by, columns = [] } = sort;
    if (where.length === 0 && columns.length === 0) return null;
    return this.#atHand.explore({ ...base, sort: { by } }, { order: columns, where });
  }

  async #page(
    asked: Arranged & { from: number; count: number },
    here: HereInOrder | null,
    signal?: AbortSignal,
  ): Promise<ArrowPage> {
    if (here) return here.table.pageOf(here.rows, asked.from, asked.count);
    return readPage(await this.host.call('page', asked, signal && { signal }));
  }
}
