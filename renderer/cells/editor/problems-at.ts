import type { AsofError } from '../../../core/errors/asof-error.ts';
import type { Problem } from './code-view.ts';

/**
 * Where in a cell's text its problems stand: what is written in the line that each has.
 * @param firstLine The line of the file in which the text begins.
 */
export function problemsAt(text: string, problems: readonly AsofError[], firstLine: number): Problem[] {
  const lines = text.split('\n');
  return problems.map(({ title, hint, where }) => {
    const number = Math.min(Math.max(0, (where?.line ?? firstLine) - firstLine), lines.length - 1);
    const line = lines[number]!;
    const begin = lines.slice(0, number).join('\n').length + Math.min(1, number);
    const from = begin + line.length - line.trimStart().length;
    return { from, to: Math.max(from, begin + line.trimEnd().length), message: hint ? `${title}: ${hint}` : title };
  });
}
