import type { AsofError } from '../../errors/asof-error.ts';
import { readCell } from '../../question/read-cell.ts';
import type { Fields } from '../../model/fields.ts';
import { parameterName, parameterValue, type Parameters } from './parameter.ts';
import type { Part } from './parts.ts';

/** The version of the format of notebooks that this program writes. */
export const notebookVersion = 1;

export interface Front {
  title: string | null;
  parameters: Parameters;
  problems: AsofError[];
}

/** What a notebook's front matter says. Keys of other programs are nobody's business here. */
export function readFront(part: Part | undefined, file: string): Front {
  if (part?.kind !== 'front') return { title: null, parameters: {}, problems: [] };
  const place = { file, line: part.line + 1 };
  const { value, problems } = readCell(part.body, 'the front matter', place, (fields) => {
    const title = fields.text('title') ?? null;
    checkVersion(fields);
    const parameters = readParameters(fields.inner('parameters', 'write name: value, one a line'));
    fields.ignoreOthers();
    return { title, parameters };
  });
  return { title: null, parameters: {}, ...value, problems };
}

function checkVersion(fields: Fields): void {
  const version = fields.count('asof');
  if (version === undefined || version === notebookVersion) return;
  const message = `the notebook has version ${version} of the format`;
  fields.wrong(fields.node('asof')!, message, `this program knows version ${notebookVersion}`);
}

function readParameters(fields: Fields | undefined): Parameters {
  if (!fields) return {};
  const values = fields.keys().map((name) => {
    const node = fields.node(name);
    const value = parameterValue(node);
    if (!parameterName.test(name))
      fields.wrong(node ?? fields.start, `"${name}" is no name of a parameter`, 'use letters, digits and _');
    if (value === undefined)
      fields.wrong(node!, `the parameter ${name} is not one value`, 'write a text, a number, true, false or null');
    return [name, value ?? null] as const;
  });
  return Object.fromEntries(values);
}
