import { naiveStrategies } from '../../core/join/request.ts';
import { nodeId, type EntryKind } from '../../core/catalog/node-id.ts';
import { capital } from '../../core/text/figures.ts';
import { featuresOf, formatFeatureRef } from '../../core/model/feature-ref.ts';
import type { Commands } from './commands.ts';
import { bindingsOf, sayBinding, sayKeyOf, type KeyCommand } from './keyboard.ts';
import type { OpenNotebook } from './notebook.svelte.ts';
import type { Library } from './library.svelte.ts';
import { match } from './match.ts';
import { readerQuestions } from './take-home.ts';
import type { Workbench } from './workbench.svelte.ts';

export interface PaletteEntry {
  id: string;
  /** What is typed for. */
  name: string;
  /** What it is, and what choosing it does. */
  what: string;
  /** The key that does the same, as it is shown. */
  key?: string | undefined;
  run: () => void;
}

const most = 40;

/** Everything that has a name, found by a few of its letters. */
export class Palette {
  #typed = $state('');
  #at = $state(0);
  readonly #entries: () => PaletteEntry[];
  readonly #goTo: (typed: string) => PaletteEntry | null;

  readonly found = $derived.by(() => {
    const fits = this.#entries().flatMap((entry) => {
      const score = match(this.#typed, entry.name);
      return score === null ? [] : [{ entry, score }];
    });
    if (this.#typed !== '') fits.sort((a, b) => b.score - a.score);
    const named = fits.slice(0, most).map((fit) => fit.entry);
    const goTo = this.#goTo(this.#typed);
    return goTo ? [...named, goTo] : named;
  });

  /** `goTo`: what else the typed text may mean, an entity; last, since what has a name comes first. */
  constructor(entries: () => PaletteEntry[], goTo: (typed: string) => PaletteEntry | null = () => null) {
    this.#entries = entries;
    this.#goTo = goTo;
  }

  get typed(): string {
    return this.#typed;
  }

  set typed(typed: string) {
    this.#typed = typed;
    this.#at = 0;
  }

  /** Which of `found` is chosen. */
  get at(): number {
    return Math.min(this.#at, Math.max(0, this.found.length - 1));
  }

  set at(at: number) {
    this.#at = at;
  }

  move(by: 1 | -1): void {
    const { length } = this.found;
    if (length) this.#at = (this.at + by + length) % length;
  }

  run(): void {
    this.found[this.at]?.run();
  }
}

/** `c-0417`, or `go to c-0417`: an entity, in the time machine. Null where there is none to go in. */
export function goToEntity(notebook: OpenNotebook, commands: Commands, typed: string): PaletteEntry | null {
  const entity = typed.replace(/^\s*go to\s+/i, '').trim();
  if (entity === '' || !notebook.canSeek) return null;
  return {
    id: 'entity',
    name: `Go to ${entity}`,
    what: 'entity, in the time machine',
    run: () => commands.cells.goTo(notebook.seek(entity)),
  };
}

/** All that can be opened or done now. */
export function paletteEntries(
  workbench: Workbench,
  { commands, notebook, library }: { commands: Commands; notebook: OpenNotebook; library: Library },
): PaletteEntry[] {
  const { snapshot } = workbench;
  const { runs } = notebook;
  const entry = (kind: string, name: string, what: string, run: () => void, key?: string): PaletteEntry => ({
    id: `${kind}/${name}`,
    name,
    what,
    key,
    run,
  });
  const key = (command: KeyCommand<'everywhere'>): string | undefined => sayKeyOf('everywhere', command);
  const online = [
    entry('do', 'Online store', 'what it holds', () => workbench.inspect({ kind: 'online' })),
    entry('do', 'Online store: connect…', 'where it is', () => commands.connect()),
  ];
  const cells = notebook.cells.map((cell, i) =>
    entry('cell', capital(cell.title), `cell ${i + 1}${cell.name === null ? '' : `, ${cell.name}`}`, () =>
      commands.cells.goTo(cell),
    ),
  );
  const { current } = notebook;
  const edits = [
    ...(current
      ? bindingsOf('cell').flatMap((binding) => {
          if (binding.command === 'stop all' || !commands.cells.applies(binding.command, current)) return [];
          const run = (): void => commands.cells.perform(binding.command, current);
          return entry('edit', capital(binding.does), current.title, run, sayBinding(binding)[0]);
        })
      : []),
    ...(snapshot && !snapshot.restricted
      ? notebook.offered.map((kind) =>
          entry('add', `Add a cell: ${kind.title}`, 'behind all', () => commands.cells.add(kind)),
        )
      : []),
  ];
  const inCatalog = (kind: EntryKind, name: string): PaletteEntry =>
    entry(`catalog ${kind}`, name, `${kind}, its page in the catalog`, () =>
      commands.cells.showInCatalog(nodeId(kind, name)),
    );
  const tables = [...(snapshot?.labels ?? []), ...(snapshot?.views ?? [])].map((table) =>
    entry('profile', table.name, 'ttl' in table ? 'feature view, profile' : 'labels, profile', () =>
      workbench.inspect({ kind: 'profile', table: table.name }),
    ),
  );
  const labels = (snapshot?.labels ?? []).map(({ name }) =>
    entry('labels', `Ask of ${name}`, 'labels', () => notebook.ask({ labels: name, target: undefined })),
  );
  const services = (snapshot?.services ?? []).map(({ name, features }) =>
    entry('service', name, 'service, ask of its features', () => notebook.ask({ features })),
  );
  const views = (snapshot?.views ?? []).flatMap((view) => [
    entry('view', `Ask of ${view.name} alone`, 'feature view', () => notebook.ask({ features: featuresOf(view) })),
    inCatalog('feature view', view.name),
  ]);
  const features = (snapshot?.views ?? []).flatMap((view) =>
    view.features.flatMap(({ name }) => {
      const ref = formatFeatureRef({ view: view.name, feature: name });
      return [
        inCatalog('feature', ref),
        entry('feature', ref, 'feature, profile', () => workbench.inspect({ kind: 'profile', table: view.name })),
      ];
    }),
  );
  const naive = naiveStrategies.map((strategy) =>
    entry('naive', `Naive join: ${strategy}`, 'compare with', () =>
      notebook.nearest('leakage')?.ask({ naive: strategy }),
    ),
  );
  const lessons = (library.lessons.value ?? []).map(({ id, title }) =>
    entry('lesson', title, 'lesson', () => void commands.open({ kind: 'lesson', id })),
  );
  const recent = library.recent.map(({ name, ref }) =>
    entry('recent', ref.kind === 'folder' ? ref.path : name, 'recent workspace', () => void commands.open(ref)),
  );
  const notebooks = [
    ...notebook.names.map((name) => entry('notebook', name, 'notebook', () => void commands.openNotebook(name))),
    ...(commands.canKeep ? [entry('do', 'New notebook…', 'in the workspace', () => commands.newNotebook())] : []),
    ...(commands.canKeep && notebook.file.name === null
      ? [entry('do', 'Save this column as a notebook…', 'writes Markdown', () => commands.save())]
      : []),
    entry('do', 'Run all cells', 'but those that write', () => commands.key('run all'), key('run all')),
    entry('do', 'Run what is not fresh', 'in the notebook', () => commands.key('run stale'), key('run stale')),
    entry('do', 'Stop all cells', 'what runs and what waits', () => runs.stop(), sayKeyOf('cell', 'stop all')),
    runs.repeats
      ? entry('do', 'Run no cell again by itself', 'when what it uses changes', () => (runs.repeats = false))
      : entry('do', 'Run fast cells again by themselves', 'under two seconds', () => (runs.repeats = true)),
    entry('do', 'Present', 'one cell at a time, in large type', () => commands.key('present'), key('present')),
    entry('do', 'Print…', 'the notebook', () => void commands.print()),
    entry(
      'do',
      'Save as PDF',
      workbench.shell.pdf ? 'the notebook' : "choose it in the browser's dialog",
      () => void commands.savePdf(),
    ),
    ...(snapshot && !snapshot.restricted
      ? [entry('do', 'Export as HTML', 'the notebook as it stands, in one file', () => void commands.exportNotebook())]
      : []),
    ...(readerQuestions(notebook).length > 0
      ? [entry('do', 'Take your answers home', 'questions and answers, in one file', () => void commands.takeHome())]
      : []),
    entry('do', 'Undo', 'in the notebook', () => commands.key('undo'), key('undo')),
    entry('do', 'Redo', 'in the notebook', () => commands.key('redo'), key('redo')),
  ];
  const actions = [
    entry('do', 'Open…', 'a workspace, a lesson or files', () => commands.key('open'), key('open')),
    ...(commands.canSave ? [entry('do', 'Save as workspace…', 'writes asof.yaml', () => commands.save())] : []),
    ...(snapshot
      ? [entry('do', 'Read the workspace again', 'after its files changed', () => void workbench.reload())]
      : []),
    ...(snapshot?.kind === 'folder' && !snapshot.restricted && workbench.shell.kind !== 'page'
      ? [entry('do', 'Trust this folder no longer', 'nothing of it runs then', () => void workbench.distrust())]
      : []),
    ...(snapshot?.kind === 'lesson'
      ? [entry('do', 'Start the lesson afresh', 'a new copy; yours stays', () => void commands.afresh())]
      : []),
    entry('do', 'Keys', 'every key of the workbench', () => commands.key('keys'), key('keys')),
    entry('do', 'Theme: as the system', 'look', () => commands.theme('system')),
    entry('do', 'Theme: light', 'look', () => commands.theme('light')),
    entry('do', 'Theme: dark', 'look', () => commands.theme('dark')),
  ];
  return [
    ...cells,
    ...notebooks,
    ...(snapshot?.views.some((view) => view.online) ? online : []),
    ...tables,
    ...services,
    ...labels,
    ...views,
    ...lessons,
    ...recent,
    ...naive,
    ...edits,
    ...actions,
    ...features,
  ];
}
