import { toLine, toWire } from '../errors/asof-error.ts';
import { plural } from '../text/figures.ts';
import type { NotebookUse } from '../catalog/notebook-use.ts';
import type { Definitions } from '../model/definitions.ts';
import { splitPassword } from '../online/address.ts';
import type { ReadDefinitions } from '../model/read.ts';
import { brokenCells, newProblems } from './broken.ts';
import { changedFields } from './fields.ts';
import { othersOf } from './others.ts';
import type { DefinitionChange, DiffReport, FieldChange, Rewriting } from './report.ts';
import { servicesIn } from './services.ts';
import { commandsFor, ViewChanges } from './views.ts';

export interface Version {
  /** How it is called. */
  name: string;
  read: ReadDefinitions;
}

/** What changes between two versions of definitions. What a version defines wrongly is not compared, and said. */
export function diffDefinitions(old: Version, now: Version, notebooks: readonly NotebookUse[]): DiffReport {
  const [before, after] = [old.read.definitions, now.read.definitions];
  const views = new ViewChanges(before, after);
  const store = changedFields(storeFields(before), storeFields(after));
  const isUnsound = ({ kind, name }: Pick<DefinitionChange, 'kind' | 'name'>) =>
    [old, now].some(({ read }) => read.unsound.some((one) => one.what === kind && one.name === name));
  const definitions = [...views.said(), ...servicesIn(before, after, views), ...othersOf(before, after)].filter(
    (change) => !isUnsound(change),
  );
  const breaks = [
    ...newProblems(old.read, now.read),
    ...brokenCells(before, now.read, notebooks),
    ...definitions.flatMap(({ kind, name, change }) =>
      kind === 'feature service' && change === 'removed'
        ? [`the service ${name} is gone: whoever asks for it gets an error`]
        : [],
    ),
    ...offline(before, after),
  ];
  const notes = [old, now].flatMap(({ name, read: { problems, unsound } }) => {
    const [first] = problems;
    if (!first) return [];
    const of = first.where?.file === name ? '' : `${name}: `;
    const others = problems.length > 1 ? `, and ${plural(problems.length - 1, 'other problem')}` : '';
    return [`${of}${toLine(toWire(first))}${others}; ${sayUnsound(unsound)}`];
  });
  return {
    old: old.name,
    new: now.name,
    changed: definitions.length,
    store,
    definitions,
    materialize: (store.length > 0 ? allOnline(after, store) : views.rewritings()).filter(
      ({ view }) => !isUnsound({ kind: 'feature view', name: view }),
    ),
    broken: breaks.length,
    breaks,
    notes: [...notes, ...notebooks.flatMap(({ problem }) => problem ?? [])],
  };
}

function sayUnsound(unsound: ReadDefinitions['unsound']): string {
  const names = unsound.map(({ what, name }) => `${what} ${name}`).join(', ');
  return names ? `not compared: ${names}` : 'what is wrong was not compared';
}

/** Where records are, and what they are kept under: with another password the store is the same. */
function storeFields({ project, onlineStore }: Definitions): Record<string, unknown> {
  const { type = 'embedded', url, path, layout = 'packed' } = onlineStore ?? {};
  return { project, type, url: url && splitPassword(url).address, path, layout };
}

function allOnline({ featureViews }: Definitions, fields: readonly FieldChange[]): Rewriting[] {
  const why = `another ${fields.map(({ field }) => field).join(', ')}: nothing is there yet`;
  return featureViews
    .filter(({ online }) => online)
    .map(({ name }) => ({ view: name, how: 'run', why, commands: commandsFor(name, 'run') }));
}

/** Services that were looked up and read a view now that is not online any more. */
function offline(before: Definitions, after: Definitions): string[] {
  const gone = after.featureViews
    .filter(({ name, online }) => !online && before.featureViews.some((one) => one.name === name && one.online))
    .map(({ name }) => name);
  return after.featureServices.flatMap(({ name, features }) => {
    const read = [...new Set(features.map(({ view }) => view).filter((view) => gone.includes(view)))];
    return read.length === 0 ? [] : [`look-ups of the service ${name} fail: ${read.join(', ')} is no longer online`];
  });
}
