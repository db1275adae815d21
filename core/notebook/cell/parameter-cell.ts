import { isSeq } from 'yaml';
import type { Fields } from '../../model/fields.ts';
import { parameterName, parameterValue, type ParameterValue } from '../file/parameter.ts';

/** A value that `{{name}}` stands for, where the cell's name is `name`. */
export interface ParameterQuestion {
  value: ParameterValue;
  /** What it can be; empty is anything. */
  choices: ParameterValue[];
  /** The least and the greatest that a number can be; null is any. */
  between: readonly [least: number, most: number] | null;
}

export function readParameter(fields: Fields, name: string | null): ParameterQuestion {
  if (name === null) fields.missing('as', 'name the parameter: as: days');
  else if (!parameterName.test(name))
    fields.wrong(fields.start, `"${name}" is no name of a parameter`, 'use letters, digits and _');
  const node = fields.node('value');
  const value = parameterValue(node);
  if (value === undefined) fields.wrong(node!, `value of ${fields.what} is not one value`, 'write a text or a number');
  const listed = fields.node('choices');
  const choices = isSeq(listed) ? listed.items.map((item) => parameterValue(item as typeof listed) ?? null) : [];
  if (listed !== null && !isSeq(listed))
    fields.wrong(listed, `choices of ${fields.what} is not a list`, 'write choices: [7, 30]');
  if (choices.length > 0 && value !== undefined && !choices.includes(value))
    fields.wrong(node ?? fields.start, `value of ${fields.what} is none of its choices`, 'choose one of them');
  return { value: value ?? null, choices, between: readBetween(fields, value) };
}

function readBetween(fields: Fields, value: ParameterValue | undefined): ParameterQuestion['between'] {
  const node = fields.node('between');
  if (node === null) return null;
  const [least, most, ...rest] = isSeq(node) ? node.items.map((item) => parameterValue(item as typeof node)) : [];
  if (typeof least !== 'number' || typeof most !== 'number' || least >= most || rest.length > 0)
    fields.wrong(node, `between of ${fields.what} is no least and greatest number`, 'write between: [1, 30]');
  else if (typeof value !== 'number' || value < least || value > most)
    fields.wrong(node, `value of ${fields.what} is not between ${least} and ${most}`, 'write a number between them');
  else return [least, most];
  return null;
}
