import { AsofError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import { readCell } from '../../question/read-cell.ts';
import type { Fields } from '../../model/fields.ts';
import { nothingShown, readShown, type Shown } from '../../question/show.ts';
import type { Parameters } from '../file/parameter.ts';
import type { Part } from '../file/parts.ts';
import { isKind, kinds, type CellContent, type KindName } from './kinds.ts';
import { fillSql, fillYaml, type Filled } from './put-parameters.ts';

/** A cell of a notebook, as far as it can be read. */
export interface Cell {
  part: Part;
  /** The word of its fence: `leakage`, `sql`; one of a newer version is kept as it is. */
  kind: string;
  /** Null where it has none, or it cannot be read. */
  name: string | null;
  /** It stands beside the cell before it where there is room. */
  beside: boolean;
  /** Nothing but its head is shown. */
  collapsed: boolean;
  /** How its answer is looked at. */
  show: Shown;
  /** Null where something is wrong. */
  content: CellContent | null;
  /** Its body with the parameters' values. */
  filled: Filled;
  /** In the order of the text, each with its line. */
  problems: AsofError[];
}

/** No question is so long, in characters; what is would be read for seconds. */
const longestBody = 200_000;

/** What can be a cell's name. */
export const cellName = /^[\p{L}_][\p{L}\p{N}_-]*$/u;

/** Reads a part that is a cell. Never throws for what is written. */
export function readNotebookCell(part: Part, file: string, parameters: Parameters): Cell {
  const [, language = '', rest = ''] = /^(\S+)[ \t]*(.*)$/s.exec(part.fence!.info) ?? [];
  const kind = language === 'sql' ? 'sql' : rest;
  const fill = kind === 'sql' ? fillSql : fillYaml;
  const isLong = part.body.length > longestBody;
  const filled = fill(isLong ? '' : part.body, parameters);
  const cell: Cell = {
    part,
    kind,
    name: null,
    beside: false,
    collapsed: false,
    show: nothingShown,
    content: null,
    filled,
    problems: [],
  };
  const wrong = (line: number, message: string, expected: string): void => {
    cell.problems.push(new AsofError('definitions_invalid', { message, expected }, { where: { file, line } }));
  };
  if (part.close === '')
    wrong(part.line, 'the cell is not closed', `write ${part.fence!.mark.repeat(3)} on a line of its own`);
  if (isLong) {
    wrong(part.line, `the cell has ${part.body.length} characters`, `at most ${longestBody} are read`);
    return cell;
  }
  for (const { name, at } of filled.unknown) {
    const near = nearest(name, Object.keys(parameters));
    const expected = near ? `did you mean {{${near}}}?` : 'name it under parameters in the front matter';
    wrong(part.line + 1 + linesBefore(part.body, at), `there is no parameter called "${name}"`, expected);
  }
  if (kind === 'sql') return readSql(cell, rest, file, wrong);
  if (!isKind(kind)) {
    const near = nearest(kind, Object.keys(kinds));
    const expected = near ? `did you mean asof ${near}?` : `this version knows: ${Object.keys(kinds).join(', ')}`;
    wrong(part.line, kind === '' ? 'the cell has no kind' : `there is no kind of cell called "${kind}"`, expected);
    return cell;
  }
  const place = { file, line: part.line + 1 };
  const { value, problems } = readCell(filled.text, `the ${kind} cell`, place, (fields) => {
    const { asked, ...own } = readBody(kind, fields);
    Object.assign(cell, own);
    return asked;
  });
  cell.problems.push(...problems);
  if (value !== null && cell.problems.length === 0) cell.content = { kind, asked: value } as CellContent;
  return cell;
}

/** All that the body of a cell of a kind says. What is wrong, or unknown, `fields` then knows. */
export function readBody(kind: KindName, fields: Fields) {
  const name = readName(fields);
  const beside = fields.flag('beside') ?? false;
  const collapsed = fields.flag('collapsed') ?? false;
  return { name, beside, collapsed, show: readShown(fields), asked: kinds[kind].read(fields, name) };
}

function readSql(
  cell: Cell,
  rest: string,
  file: string,
  wrong: (line: number, message: string, expected: string) => void,
): Cell {
  const { part, filled } = cell;
  const [, words = '', show = '{}'] = /^(.*?)(?:[ \t]+show=(\{.*\}))?$/s.exec(rest) ?? [];
  const [name = '', ...marks] = words.split(/[ \t]+/);
  const shown = readCell(`show: ${show}`, `the SQL cell ${name}`, { file, line: part.line }, readShown);
  cell.problems.push(...shown.problems);
  cell.show = shown.value ?? nothingShown;
  const isEmpty = filled.text.trim() === '';
  if (isEmpty) wrong(part.line, `the SQL cell ${name} is empty`, 'write a SELECT');
  const content: CellContent | null = cell.problems.length === 0 ? { kind: 'sql', asked: filled.text } : null;
  return { ...cell, name, beside: marks.includes('beside'), collapsed: marks.includes('collapsed'), content };
}

function readName(fields: Fields): string | null {
  const name = fields.text('as') ?? null;
  if (name === null || cellName.test(name)) return name;
  fields.wrong(fields.node('as')!, `"${name}" is no name of a cell`, 'use letters, digits, _ and -');
  return null;
}

function linesBefore(text: string, at: number): number {
  return text.slice(0, at).match(/\r\n|\r|\n/g)?.length ?? 0;
}
