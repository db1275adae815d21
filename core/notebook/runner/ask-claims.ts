import { held, figuresNamed } from '../../question/gate.ts';
import type { Claim } from '../cell/check-cell.ts';
import { answer, type Answer } from './answer.ts';

/** What a check cell answers. */
export interface Checked {
  passed: boolean;
  /** `figures`: what was measured; of a claim that failed, what failed it. */
  claims: { that: string; passed: boolean; figures: string[] }[];
}

/** Holds claims against the answers of the cells that they name. Throws `bad_option` of a figure that is not there. */
export function askClaims(claims: readonly Claim[], used: readonly (Answer & { name: string })[]): Answer {
  const report = checkClaims(claims, used);
  const said = report.claims.map(({ that, passed, figures }) =>
    passed ? `passed: ${that}` : `failed: ${that} (${figures.join(', ')})`,
  );
  return answer(report, said.join('; '));
}

/** The same of reports alone. */
export function checkClaims(claims: readonly Claim[], used: readonly { name: string; report: object }[]): Checked {
  const checked = claims.map(({ text, cell, against }) => {
    const about = used.find(({ name }) => name.toLowerCase() === cell.toLowerCase())!;
    const failing = held(against, about.report);
    const passed = failing.length === 0;
    return { that: text, passed, figures: passed ? figuresNamed(against, about.report) : failing };
  });
  return { passed: checked.every(({ passed }) => passed), claims: checked };
}
