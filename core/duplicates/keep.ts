import { percent, plural } from '../text/figures.ts';
import { saySpan, spanOfSeconds } from '../time/span.ts';
import type { DuplicatePair, FeatureStanding } from './report.ts';

/** Which of two features that say the same to keep: the one with more values, else the fresher one, else the one with more users, else the first. */
export function whichToKeep(a: FeatureStanding, b: FeatureStanding): Pick<DuplicatePair, 'keep' | 'why'> {
  const more = Math.abs(a.coverage - b.coverage);
  if (more >= 0.01) {
    const [greater, less] = a.coverage > b.coverage ? [a, b] : [b, a];
    return {
      keep: greater === a ? 'a' : 'b',
      why: `it has a value for ${percent(greater.coverage)} of entities, the other for ${percent(less.coverage)}`,
    };
  }
  const [one, other] = [a.age_seconds, b.age_seconds];
  // Rows of one run are seconds apart.
  if (one !== null && other !== null && Math.abs(one - other) > 0.1 * Math.max(Math.abs(one), Math.abs(other)))
    return {
      keep: one < other ? 'a' : 'b',
      why: `its rows are ${saySpan(spanOfSeconds(Math.abs(one - other)))} newer`,
    };
  if (a.users.length !== b.users.length) {
    const [greater, less] = a.users.length > b.users.length ? [a, b] : [b, a];
    return {
      keep: greater === a ? 'a' : 'b',
      why: `${plural(greater.users.length, 'user')} ${greater.users.length === 1 ? 'reads' : 'read'} it, the other ${less.users.length === 0 ? 'has none' : `has ${less.users.length}`}`,
    };
  }
  return { keep: 'a', why: 'nothing tells them apart; it is defined first' };
}
