import { count, plural } from '../text/figures.ts';
import { figure, leastValues } from './judge.ts';
import type { ComparedSides, DriftCause, Measured } from './report.ts';

/**
 * Whether a feature moved because the same entities have other values, or because the rows are of other entities: by a
 * distance that is half as large where half as many rows moved, of all rows and of the entities that are in both sides.
 * The greater part decides; where each has more than a third, both. That the same entities kept their values is said
 * only where chance would not hide half of the whole among them.
 *
 * @param same The feature among the entities in both sides; null where these are too few.
 */
export function causeOf(moved: ComparedSides, same: ComparedSides | null, entities: number): DriftCause | null {
  const measure = measureOf(moved);
  const all = distanceOf(moved, measure);
  if (!all) return null;
  const among = same && distanceOf(same, measure);
  const found = { entities, measure, all, same: among };
  const not = 'whether values or population changed cannot be told';
  const both = `${plural(entities, 'entity', 'entities')} in both`;
  if (!among || entities < leastValues) return { ...found, cause: null, why: `${not}: ${both}` };
  const [part, floor] = [among.value / all.value, figure(among.floor)];
  const figures = `${measure} ${figure(among.value)} among the ${count(entities)} entities in both, ${figure(all.value)} of all`;
  if (among.value <= among.floor) {
    const chance = `${figures} (chance alone gives up to ${floor})`;
    if (among.floor > all.value / 2) return { ...found, cause: null, why: `${not}: ${chance}` };
    return { ...found, cause: 'population', why: `the population changed: ${chance}` };
  }
  if (part >= 2 / 3) return { ...found, cause: 'values', why: `the values changed: ${figures}` };
  if (part >= 1 / 3) return { ...found, cause: 'both', why: `values and population changed: ${figures}` };
  return { ...found, cause: 'population', why: `the population changed: ${figures}` };
}

function measureOf({ kind, decided_by: deciding }: ComparedSides): DriftCause['measure'] {
  if (deciding?.name === 'null rate') return 'null rate';
  return kind === 'number' ? 'KS' : 'total variation';
}

function distanceOf({ measures, null_rate }: ComparedSides, measure: DriftCause['measure']): Measured | null {
  switch (measure) {
    case 'null rate':
      return null_rate.change;
    case 'KS':
      return measures.ks ?? null;
    case 'total variation':
      return measures.total_variation ?? null;
  }
}
