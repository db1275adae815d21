import { isSeq } from 'yaml';
import type { Fields } from '../../model/fields.ts';
import { parameterName, parameterValue, type ParameterValue } from '../file/parameter.ts';

/** A value that `{{name}}` stands for, where the cell's name is `name`. */
export interface ParameterQuestion {
  value: ParameterValue;
  /** What it can be; empty is anything. */
  choices: ParameterValue[];
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
  return { value: value ?? null, choices };
}
