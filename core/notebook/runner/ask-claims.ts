import { held } from '../../question/gate.ts';
import type { Claim } from '../cell/check-cell.ts';
import { answer, type Answer } from './answer.ts';

/** What a check cell answers. */
export interface Checked {
  passed: boolean;
  claims: { that: string; passed: boolean; figures: string[] }[];
}

/** Holds claims against the answers of the cells that they name. Throws `bad_option` of a figure that is not there. */
export function askClaims(claims: readonly Claim[], used: readonly (Answer & { name: string })[]): Answer {
  const checked = claims.map(({ text, cell, against }) => {
    const about = used.find(({ name }) => name.toLowerCase() === cell.toLowerCase())!;
    const figures = held(against, about.report);
    return { that: text, passed: figures.length === 0, figures };
  });
  const report: Checked = { passed: checked.every(({ passed }) => passed), claims: checked };
  const said = checked.map(({ that, passed, figures }) =>
    passed ? `passed: ${that}` : `failed: ${that} (${figures.join(', ')})`,
  );
  return answer(report, said.join('; '));
}
