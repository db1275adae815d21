import type { CellUse, NotebookUse } from '../catalog/notebook-use.ts';
import { toLine, type AsofError } from '../errors/asof-error.ts';
import type { Definitions } from '../model/definitions.ts';
import { everyFeature, formatFeatureRef, type FeatureRef } from '../model/feature-ref.ts';
import type { ReadDefinitions } from '../model/read.ts';
import type { AnyView } from '../model/views/any-view.ts';

/** Problems that the new version has and the old one had not, wherever they stand. */
export function newProblems(old: ReadDefinitions, now: ReadDefinitions): string[] {
  const had = new Set(old.problems.map(withoutPlace));
  return now.problems.filter((problem) => !had.has(withoutPlace(problem))).map(toLine);
}

function withoutPlace({ title, hint }: AsofError): string {
  return `${title}\n${hint}`;
}

/** Cells that ask for what the old version had and the new one has not, or has under a problem. */
export function brokenCells(old: Definitions, now: ReadDefinitions, notebooks: readonly NotebookUse[]): string[] {
  return notebooks.flatMap(({ name: file, cells }) =>
    cells.flatMap((cell) =>
      goneFor(cell, old, now.definitions).map(({ what, name }) => {
        const called = cell.name === null ? `the ${cell.kind} cell` : `the cell ${cell.name}`;
        return `${file}:${cell.line}: ${called} asks for ${what}, which ${now.unsound.some((one) => one.name === name) ? 'has a problem' : 'is gone'}`;
      }),
    ),
  );
}

/** What is asked for, in words, and the definition's name. */
interface Gone {
  what: string;
  name: string;
}

function goneFor({ service, features, tables, words }: CellUse, old: Definitions, now: Definitions): Gone[] {
  const gone: Gone[] = [];
  const isGone = (list: 'featureServices' | 'labels' | 'featureViews' | 'sources', name: string) =>
    old[list].some((one) => one.name === name) && !now[list].some((one) => one.name === name);
  if (service !== null && isGone('featureServices', service))
    gone.push({ what: `the service ${service}`, name: service });
  gone.push(
    ...features.filter((ref) => isRefGone(ref, old, now)).map((ref) => ({ what: sayRef(ref), name: ref.view })),
  );
  const lower = new Set(words.map((word) => word.toLowerCase()));
  for (const [list, what] of [
    ['labels', 'labels'],
    ['featureViews', 'view'],
    ['sources', 'source'],
  ] as const)
    for (const { name } of old[list])
      if ((tables.includes(name) || lower.has(name.toLowerCase())) && isGone(list, name))
        gone.push({ what: `the ${what} ${name}`, name });
  return gone;
}

function sayRef(ref: FeatureRef): string {
  return ref.feature === everyFeature ? `the view ${ref.view}` : formatFeatureRef(ref);
}

/** The old version has it, as far as it says so, and the new one has not. */
function isRefGone(ref: Pick<FeatureRef, 'view' | 'feature'>, old: Definitions, now: Definitions): boolean {
  return has(old, ref) === true && has(now, ref) === false;
}

/** Null where only a file tells. */
function has(
  { featureViews, onDemandViews }: Definitions,
  { view: name, feature }: Pick<FeatureRef, 'view' | 'feature'>,
) {
  const view = ([...featureViews, ...onDemandViews] as AnyView[]).find((one) => one.name === name);
  if (!view) return false;
  if (feature === everyFeature) return true;
  return view.features?.some((one) => one.name === feature) ?? null;
}
