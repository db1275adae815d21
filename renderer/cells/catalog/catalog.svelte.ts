import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import { nodeId, nodeOf } from '../../../core/catalog/node-id.ts';
import { edgesOf, lineagePicture } from '../../../core/catalog/picture.ts';
import type { CatalogReport } from '../../../core/catalog/report.ts';
import { CatalogSearch } from '../../../core/catalog/search.ts';
import type { Meant } from '../../../core/question/question.ts';
import { fingerprint } from '../../../core/text/fingerprint.ts';
import type { catalog } from '../../../core/question/catalog.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { keptReports, type KeptReport } from '../../state/kept-reports.ts';
import { AskedCell } from '../asked.svelte.ts';
import { tellingKinds, type CellFinding } from './findings.ts';

/** Everything that is defined. What is typed and whose page is open are the reader's: the file says where these begin. */
export class Catalog extends AskedCell<typeof catalog, CatalogReport> {
  #typed = $state<string | null>(null);
  #chosen = $state<string | null>(null);
  #kept = $state.raw<readonly KeptReport[] | null>(null);
  readonly #cell: OpenCell<typeof catalog, Catalog>;
  readonly #bench: Bench;
  readonly #search = $derived(new CatalogSearch(this.report?.entries ?? []));
  readonly #edges = $derived(edgesOf(this.report?.entries ?? []));
  readonly found = $derived(this.#search.find(this.typed));
  /** Whose page is open; null where there is nothing. */
  readonly entry = $derived.by((): CatalogEntry | null => {
    const chosen = this.#chosen === null ? undefined : this.#search.get(this.#chosen);
    const { of } = this.#cell.question;
    const named = of === null ? undefined : this.report?.entries.find(({ name }) => name === of);
    return chosen ?? named ?? this.found.find(({ kind }) => kind === 'feature') ?? this.found[0] ?? null;
  });
  readonly picture = null;
  readonly lineage = $derived(this.entry && lineagePicture(nodeId(this.entry.kind, this.entry.name), this.#edges));

  constructor(bench: Bench, cell: OpenCell<typeof catalog, Catalog>) {
    // Past the notes: what is kept would not know of notebooks that have changed since.
    super({ ...bench, host: bench.workbench.host }, cell);
    this.#cell = cell;
    this.#bench = bench;
  }

  override async ask(question: Meant<typeof catalog>): Promise<void> {
    await super.ask(question);
    const { workbench, workspace } = this.#bench;
    const notebooks = (this.report?.entries ?? []).flatMap(({ kind, name }) => (kind === 'notebook' ? [name] : []));
    const which = { notebooks, kinds: tellingKinds };
    this.#kept = await keptReports(workbench.host, workspace, which).catch(() => null);
  }

  /** What cells have found out, those of the open notebook and what others have kept; null before that is read, and where it cannot be. */
  get told(): CellFinding[] | null {
    if (this.#kept === null) return null;
    const { notebook, workbench } = this.#bench;
    const open = notebook.cells.flatMap((cell): (CellFinding & { cell: string })[] => {
      const { kind, name, title, state } = cell;
      if (!isTelling(kind.kind) || !state.report) return [];
      const where = name ?? title;
      const old = cell.status?.status === 'stale' ? 'stale' : null;
      return [{ kind: kind.kind, where, at: null, old, report: state.report, cell: fingerprint(where) }];
    });
    const before = this.#kept.flatMap(({ notebook: file, cell, kind, at, definitions, report }): CellFinding[] => {
      const isOpen = file === notebook.file.name && open.some((one) => one.kind === kind && one.cell === cell);
      if (!isTelling(kind) || isOpen) return [];
      const old = definitions === workbench.snapshot?.definitions ? null : 'asof.yaml has changed since';
      return [{ kind, where: file, at, old, report }];
    });
    return [...open, ...before];
  }

  get typed(): string {
    return this.#typed ?? this.#cell.question.query;
  }

  /** What is typed is looked for; the best that is found has its page. */
  set typed(text: string) {
    [this.#typed, this.#chosen] = [text, null];
    if (this.found[0]) this.choose(nodeId(this.found[0].kind, this.found[0].name));
  }

  get(id: string): CatalogEntry | undefined {
    return this.#search.get(id);
  }

  choose(id: string): void {
    if (this.#search.get(id)) this.#chosen = id;
  }

  /** Looked for by its name, and its page open; from when the answer is there. */
  showEntry(id: string): void {
    [this.#typed, this.#chosen] = [nodeOf(id).name, id];
  }

  /** To the next of what was found, or the one before. */
  move(by: 1 | -1): void {
    const at = this.entry === null ? -1 : this.found.indexOf(this.entry);
    const next = this.found[(at + by + this.found.length) % this.found.length];
    if (next) this.choose(nodeId(next.kind, next.name));
  }
}

function isTelling(kind: string): kind is CellFinding['kind'] {
  return (tellingKinds as readonly string[]).includes(kind);
}
