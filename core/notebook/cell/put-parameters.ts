import { sqlLiteral, yamlLiteral, type Parameters, type ParameterValue } from '../file/parameter.ts';
import { tokensOf } from '../sql/tokens.ts';

/** A body with values in place of `{{name}}`. */
export interface Filled {
  text: string;
  /** Names that it uses. */
  used: string[];
  /** Those that have no value, and where they stand in the body. */
  unknown: { name: string; at: number }[];
  /** Where in the body a place of the text comes from. */
  originalAt(offset: number): number;
}

/** Each as a literal of SQL; not in strings, quoted names and comments. */
export function fillSql(body: string, parameters: Parameters): Filled {
  const places = tokensOf(body).filter(({ kind }) => kind === 'parameter');
  return fill(body, places, parameters, sqlLiteral);
}

/** Each as a literal of YAML; not between quotes, and not in comments. */
export function fillYaml(body: string, parameters: Parameters): Filled {
  const quoted = /(?<=^|[\s[{,:-])(?:"(?:\\[\s\S]|[^"\\])*"|'(?:''|[^'])*')/;
  const comment = /(?<=^|\s)#[^\r\n]*/;
  const name = /(?<name>\{\{[ \t]*[\p{L}_][\p{L}\p{N}_]*[ \t]*\}\})/u;
  const pattern = new RegExp([quoted, comment, name].map(({ source }) => source).join('|'), 'gmu');
  const places = [...body.matchAll(pattern)].filter(({ groups }) => groups!.name !== undefined);
  const at = places.map(({ 0: text, index }) => ({ text, at: index }));
  return fill(body, at, parameters, yamlLiteral);
}

function fill(
  body: string,
  places: readonly { text: string; at: number }[],
  parameters: Parameters,
  literal: (value: ParameterValue) => string,
): Filled {
  const used: string[] = [];
  const unknown: Filled['unknown'] = [];
  const moves: { from: number; to: number; length: number; at: number }[] = [];
  let text = '';
  let done = 0;
  for (const { text: written, at } of places) {
    const name = written.slice(2, -2).trim();
    text += body.slice(done, at);
    done = at + written.length;
    if (!used.includes(name)) used.push(name);
    if (!Object.hasOwn(parameters, name)) unknown.push({ name, at });
    const put = Object.hasOwn(parameters, name) ? literal(parameters[name]!) : written;
    moves.push({ from: text.length, to: text.length + put.length, length: written.length, at });
    text += put;
  }
  text += body.slice(done);
  const originalAt = (offset: number): number => {
    const last = moves.findLast(({ from }) => from <= offset);
    if (!last) return offset;
    return offset < last.to ? last.at : last.at + last.length + (offset - last.to);
  };
  return { text, used, unknown, originalAt };
}
