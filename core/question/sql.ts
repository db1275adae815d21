import { text } from './field.ts';

/** One SELECT over tables of the workspace and results of cells; spec section 7. */
export const sqlText = {
  text: text({ or: '', help: 'one SELECT over tables of the workspace and results of cells' }),
};
