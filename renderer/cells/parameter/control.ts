import type { ParameterQuestion } from '../../../core/notebook/cell/parameter-cell.ts';

type Control = 'segmented' | 'select' | 'toggle' | 'slider' | 'number' | 'date' | 'text';

/** So many characters of choices stand beside one another. */
const mostBeside = 60;

/** What a parameter is chosen with, told by what it is and can be. */
export function controlOf({ value, choices, between }: ParameterQuestion): Control {
  if (choices.length > 0) return choices.join('  ').length <= mostBeside ? 'segmented' : 'select';
  if (between) return 'slider';
  if (typeof value === 'boolean') return 'toggle';
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? 'date' : 'text';
}
