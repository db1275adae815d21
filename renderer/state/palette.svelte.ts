import { naiveStrategies } from '../../core/join/request.ts';
import type { Commands } from './commands.ts';
import { featuresOf } from './question.ts';
import type { Layout } from './layout.svelte.ts';
import type { Library } from './library.svelte.ts';
import { match } from './match.ts';
import type { Workbench } from './workbench.svelte.ts';

export interface PaletteEntry {
  id: string;
  /** What is typed for. */
  name: string;
  /** What it is, and what choosing it does. */
  what: string;
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
export function goToEntity(workbench: Workbench, layout: Layout, typed: string): PaletteEntry | null {
  const entity = typed.replace(/^\s*go to\s+/i, '').trim();
  if (entity === '' || !workbench.question) return null;
  return {
    id: 'entity',
    name: `Go to ${entity}`,
    what: 'entity, in the time machine',
    run() {
      layout.goTo('leakage');
      workbench.seek(entity);
    },
  };
}

/** All that can be opened or done now. */
export function paletteEntries(
  workbench: Workbench,
  { commands, layout, library }: { commands: Commands; layout: Layout; library: Library },
): PaletteEntry[] {
  const { snapshot } = workbench;
  const entry = (kind: string, name: string, what: string, run: () => void): PaletteEntry => ({
    id: `${kind}/${name}`,
    name,
    what,
    run,
  });
  const online = [
    entry('cell', 'Materialize…', 'cell, writes to the online store', () => layout.goTo('materialize')),
    entry('cell', 'Look up…', 'cell, one entity online and offline', () => layout.goTo('lookup')),
    entry('cell', 'Skew…', 'cell, training against serving', () => layout.goTo('skew')),
    entry('do', 'Online store', 'what it holds', () => workbench.inspect({ kind: 'online' })),
    entry('do', 'Online store: connect…', 'where it is', () => commands.connect()),
  ];
  const cells = snapshot
    ? [
        entry('cell', 'Data', 'cell', () => layout.goTo('data')),
        entry('cell', 'Leakage', 'cell', () => layout.goTo('leakage')),
        entry('cell', 'Training set', 'cell', () => layout.goTo('training-set')),
        ...(snapshot.views.some((view) => view.online) ? online : []),
      ]
    : [];
  const tables = [...(snapshot?.labels ?? []), ...(snapshot?.views ?? [])].map((table) =>
    entry('profile', table.name, 'ttl' in table ? 'feature view, profile' : 'labels, profile', () =>
      workbench.inspect({ kind: 'profile', table: table.name }),
    ),
  );
  const labels = (snapshot?.labels ?? []).map(({ name }) =>
    entry('labels', `Ask of ${name}`, 'labels', () => workbench.ask({ labels: name, target: undefined })),
  );
  const services = (snapshot?.services ?? []).map(({ name, features }) =>
    entry('service', name, 'service, ask of its features', () => workbench.ask({ features })),
  );
  const views = (snapshot?.views ?? []).map((view) =>
    entry('view', `Ask of ${view.name} alone`, 'feature view', () => workbench.ask({ features: featuresOf(view) })),
  );
  const features = (snapshot?.views ?? []).flatMap((view) =>
    view.features.map(({ name }) =>
      entry('feature', `${view.name}:${name}`, 'feature, profile', () =>
        workbench.inspect({ kind: 'profile', table: view.name }),
      ),
    ),
  );
  const naive = naiveStrategies.map((strategy) =>
    entry('naive', `Naive join: ${strategy}`, 'compare with', () => workbench.ask({ naive: strategy })),
  );
  const lessons = (library.lessons.value ?? []).map(({ id, title }) =>
    entry('lesson', title, 'lesson', () => void commands.open({ kind: 'lesson', id })),
  );
  const recent = library.recent.map((path) =>
    entry('recent', path, 'recent workspace', () => void commands.open({ kind: 'folder', path })),
  );
  const actions = [
    entry('do', 'Open…', 'a workspace, a lesson or files', () => commands.key('open')),
    ...(commands.canSave ? [entry('do', 'Save as workspace…', 'writes asof.yaml', () => commands.save())] : []),
    ...(snapshot
      ? [entry('do', 'Read the workspace again', 'after its files changed', () => void workbench.reload())]
      : []),
    ...(snapshot?.kind === 'folder' && !snapshot.restricted
      ? [entry('do', 'Trust this folder no longer', 'nothing of it runs then', () => void workbench.distrust())]
      : []),
    ...(snapshot?.kind === 'lesson'
      ? [entry('do', 'Start the lesson afresh', 'a new copy; yours stays', () => void commands.afresh())]
      : []),
    entry('do', 'Keys', 'every key of the workbench', () => commands.key('keys')),
    entry('do', 'Theme: as the system', 'look', () => commands.theme('system')),
    entry('do', 'Theme: light', 'look', () => commands.theme('light')),
    entry('do', 'Theme: dark', 'look', () => commands.theme('dark')),
  ];
  return [
    ...cells,
    ...tables,
    ...services,
    ...labels,
    ...views,
    ...lessons,
    ...recent,
    ...naive,
    ...actions,
    ...features,
  ];
}
