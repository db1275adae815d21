import { AsofError } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import { readNotebookCell, type Cell } from './cell/cell.ts';
import type { ParameterQuestion } from './cell/parameter-cell.ts';
import { readFront } from './file/front.ts';
import type { Parameters, ParameterValue } from './file/parameter.ts';
import { splitNotebook, type Part } from './file/parts.ts';

export interface Notebook {
  title: string | null;
  parts: Part[];
  /** In the order of the file. */
  cells: Cell[];
  /** Their values: what was given, else what is written. */
  parameters: Parameters;
  /** Of the front matter, of what was given, and of names that two cells have. Those of cells are theirs. */
  problems: AsofError[];
}

/**
 * Reads a notebook. Never throws for what is written: a cell that cannot be read keeps its text and says why.
 *
 * @param file How messages name it.
 * @param given Values for its parameters, by name, in place of those that are written.
 */
export function readNotebook(text: string, file: string, given: Parameters = {}): Notebook {
  const parts = splitNotebook(text);
  const front = readFront(parts[0], file);
  const problems = [...front.problems];
  const fenced = parts.filter(({ kind }) => kind === 'cell');
  const declaring = readDeclaring(parts, file);
  const declared = { ...front.parameters };
  for (const cell of declaring.values()) {
    const { name, content } = cell;
    if (name === null || content?.kind !== 'parameter') continue;
    if (Object.hasOwn(declared, name)) wrong(cell, 'parameters', name, file);
    declared[name] = content.asked.value;
    if (Object.hasOwn(given, name)) problems.push(...notChosen(name, given[name]!, content.asked, file));
  }
  for (const name of Object.keys(given))
    if (!Object.hasOwn(declared, name)) problems.push(unknown(name, declared, file));
  const parameters = { ...declared, ...given };
  const cells = fenced.map((part) => declaring.get(part) ?? readNotebookCell(part, file, parameters));
  const names = new Set<string>();
  for (const cell of cells) {
    const name = cell.name?.toLowerCase();
    if (name === undefined) continue;
    if (names.has(name)) wrong(cell, 'cells', cell.name!, file);
    names.add(name);
  }
  return { title: front.title, parts, cells, parameters, problems };
}

/** The cells that are parameters. What one is can be no other's business, else none could be read first. */
function readDeclaring(parts: readonly Part[], file: string): Map<Part, Cell> {
  const isParameter = ({ fence }: Part): boolean => fence?.info.replace(/^asof[ \t]+/, '') === 'parameter';
  return new Map(parts.filter(isParameter).map((part) => [part, readNotebookCell(part, file, {})]));
}

/** The values of a notebook's parameters, as they are written in its front matter and in its cells. */
export function writtenParameters(parts: readonly Part[], file: string): Parameters {
  const declared = { ...readFront(parts[0], file).parameters };
  for (const { name, content } of readDeclaring(parts, file).values())
    if (name !== null && content?.kind === 'parameter') declared[name] = content.asked.value;
  return declared;
}

/** A name that something before it has already. */
function wrong(cell: Cell, what: string, name: string, file: string): void {
  const params = { message: `two ${what} are called "${name}"`, expected: 'give one of them another name' };
  cell.problems.push(new AsofError('definitions_invalid', params, { where: { file, line: cell.part.line } }));
  cell.content = null;
}

function notChosen(name: string, value: ParameterValue, asked: ParameterQuestion, file: string): AsofError[] {
  const { choices, between } = asked;
  if (between && !(typeof value === 'number' && value >= between[0] && value <= between[1])) {
    const params = { message: `the parameter ${name} cannot be ${value}`, expected: `from ${between.join(' to ')}` };
    return [new AsofError('bad_option', params, { where: { file } })];
  }
  if (choices.length === 0 || choices.includes(value)) return [];
  const params = { message: `the parameter ${name} cannot be ${value}`, expected: `one of: ${choices.join(', ')}` };
  return [new AsofError('bad_option', params, { where: { file } })];
}

function unknown(name: string, declared: Parameters, file: string): AsofError {
  return unknownName('parameter', name, Object.keys(declared), { file });
}
