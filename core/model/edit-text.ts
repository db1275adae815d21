import { Document, isCollection, isMap, isScalar, isSeq, visit, type Pair, type YAMLMap } from 'yaml';
import { parseYaml } from './parse-yaml.ts';
import type { Plain } from './present.ts';

/*
 * Edits of an asof.yaml as text: what is not changed keeps its comments, order and formatting to the
 * byte, because only the changed stretch is replaced. Each edit parses anew; offsets are never kept.
 */

/** The item of a top-level list that has a name. */
export function findItem(text: string, section: string, name: string): { document: Document; item: YAMLMap } | null {
  const document = parseYaml(text);
  const list = document.get(section);
  const item = isSeq(list) ? list.items.find((one) => isMap(one) && one.get('name') === name) : undefined;
  return isMap(item) ? { document, item } : null;
}

/** Adds an item behind the others of a top-level list, and the list where there is none. */
export function addItem(text: string, section: string, plain: Plain): string {
  return keepingLineEnds(text, (unix) => addUnix(unix, section, plain));
}

function addUnix(text: string, section: string, plain: Plain): string {
  const document = parseYaml(text);
  const pair = isMap(document.contents) ? pairOf(document.contents, section) : undefined;
  if (!pair) return `${endLine(text)}${section}:\n${blockItem(plain, 2)}`;
  const list = pair.value;
  if (!isSeq(list) || list.items.length === 0) {
    const [start, end] = isCollection(list) ? list.range! : [endOfKey(text, pair), endOfKey(text, pair)];
    const rest = text.slice(end).replace(/^[ \t]*/, '');
    return `${text.slice(0, start).trimEnd()}\n${blockItem(plain, 2)}${rest.replace(/^\r?\n/, '')}`;
  }
  const [start, end] = list.range!;
  if (list.flow) return `${text.slice(0, end - 1).trimEnd()}, ${inline(plain)}${text.slice(end - 1)}`;
  return `${endLine(text.slice(0, end))}${blockItem(plain, columnOf(text, start))}${text.slice(end)}`;
}

/** A top-level mapping; null where there is none. */
export function findMapping(text: string, section: string): YAMLMap | null {
  const found = parseYaml(text).get(section);
  return isMap(found) ? found : null;
}

/** Writes a top-level mapping where there is none yet. */
export function addMapping(text: string, section: string, plain: Plain): string {
  return keepingLineEnds(text, (unix) => {
    const document = parseYaml(unix);
    const pair = isMap(document.contents) ? pairOf(document.contents, section) : undefined;
    const fields = Object.entries(plain).map(([key, value]) => `  ${key}:${valueText(value, 2)}\n`);
    if (!pair) return `${endLine(unix)}${section}:\n${fields.join('')}`;
    const from = endOfKey(unix, pair);
    const rest = unix.slice(lineEnd(unix, pairEnd(unix, pair)));
    return `${unix.slice(0, from)}\n${fields.join('')}${rest}`;
  });
}

/** Writes a field of a top-level mapping, or takes it away where the value is undefined. */
export function setMappingField(
  text: string,
  section: string,
  key: string,
  value: unknown,
  order: readonly string[],
): string {
  return keepingLineEnds(text, (unix) => setIn(unix, findMapping(unix, section)!, key, value, order));
}

/** Writes a field of a text that is one mapping, or of an empty one; takes it away where the value is undefined. */
export function setOwnField(text: string, key: string, value: unknown, order: readonly string[]): string {
  return keepingLineEnds(text, (unix) => {
    const map = parseYaml(unix).contents;
    if (isMap(map) && map.items.length > 0) return setIn(unix, map, key, value, order);
    if (value === undefined) return unix;
    const rest = isMap(map) ? unix.slice(0, map.range[0]) + unix.slice(map.range[1]) : unix;
    return `${endLine(rest)}${key}:${valueText(value, 0)}\n`;
  });
}

/**
 * Writes a field of a named item, or takes it away where the value is undefined. A new one stands
 * behind those that come before it in `order`.
 */
export function setField(
  text: string,
  section: string,
  name: string,
  key: string,
  value: unknown,
  order: readonly string[],
): string {
  return keepingLineEnds(text, (unix) => setIn(unix, findItem(unix, section, name)!.item, key, value, order));
}

function setIn(text: string, item: YAMLMap, key: string, value: unknown, order: readonly string[]): string {
  const pair = pairOf(item, key);
  if (pair && value === undefined) return removePair(text, item, pair);
  if (pair) {
    const from = endOfKey(text, pair);
    const node = pair.value;
    // Nothing is written behind a colon alone; a null that is written goes.
    const [start = 0, end = 0] = (node as { range?: [number, number, number] | null } | null)?.range ?? [];
    const to = end > start ? valueEnd(text, node as { range?: [number, number, number] | null }) : from;
    return `${text.slice(0, from)}${valueText(value, columnOf(text, startOf(pair)))}${text.slice(to)}`;
  }
  if (value === undefined) return text;
  const earlier = order.slice(0, order.indexOf(key));
  const before = item.items.findLast((one) => earlier.includes(keyOf(one))) ?? item.items.at(-1)!;
  const end = pairEnd(text, before);
  if (item.flow) return `${text.slice(0, end)}, ${key}: ${inline(value)}${text.slice(end)}`;
  const column = columnOf(text, startOf(item.items[0]!));
  const line = lineEnd(text, end);
  const field = `${' '.repeat(column)}${key}:${valueText(value, column)}\n`;
  return `${endLine(text.slice(0, line))}${field}${text.slice(line)}`;
}

function removePair(text: string, item: YAMLMap, pair: Pair): string {
  const i = item.items.indexOf(pair);
  const next = item.items[i + 1];
  const previous = item.items[i - 1];
  if (item.flow && previous) return text.slice(0, pairEnd(text, previous)) + text.slice(pairEnd(text, pair));
  if (!previous && next) return text.slice(0, startOf(pair)) + text.slice(startOf(next));
  const line = text.lastIndexOf('\n', startOf(pair)) + 1;
  return text.slice(0, line) + text.slice(lineEnd(text, pairEnd(text, pair)));
}

/** ` value` for behind a colon; a list of mappings goes on lines of its own. */
function valueText(value: unknown, column: number): string {
  const mappings = Array.isArray(value) && value.some((one) => typeof one === 'object');
  return mappings
    ? `\n${value.map((one) => `${' '.repeat(column + 2)}- ${inline(one)}`).join('\n')}`
    : ` ${inline(value)}`;
}

function blockItem(plain: Plain, column: number): string {
  const indent = ' '.repeat(column);
  const fields = Object.entries(plain).map(([key, value]) => `${key}:${valueText(value, column + 2)}\n`);
  return `${indent}- ${fields.join(`${indent}  `)}`;
}

/** A value on one line, as YAML. */
export function inline(value: unknown): string {
  // Inside brackets, so that everything is quoted that must be quoted there.
  const document = new Document([value]);
  visit(document, {
    Collection(_, node) {
      node.flow = true;
    },
    Scalar(_, node) {
      // Between quotes, two braces stand for no parameter.
      if (typeof node.value === 'string' && /\n|\{\{/.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return text.slice(1, text.lastIndexOf(']'));
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => keyOf(pair) === key);
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function startOf(pair: Pair): number {
  return (pair.key as { range: [number, number, number] }).range[0];
}

/** Behind the colon. */
function endOfKey(text: string, pair: Pair): number {
  return text.indexOf(':', (pair.key as { range: [number, number, number] }).range[1]) + 1;
}

function pairEnd(text: string, pair: Pair): number {
  const node = pair.value as { range?: [number, number, number] | null } | null;
  return node?.range ? Math.max(valueEnd(text, node), endOfKey(text, pair)) : endOfKey(text, pair);
}

/** Where a value ends; block collections and texts end with their last line, the others within it. */
function valueEnd(text: string, node: { range?: [number, number, number] | null }): number {
  const end = node.range![1];
  return text[end - 1] === '\n' ? end - 1 : end;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Offsets are simpler where every line ends in one character. */
function keepingLineEnds(text: string, edit: (unix: string) => string): string {
  const windows = text.includes('\r\n');
  const edited = edit(windows ? text.replaceAll('\r\n', '\n') : text);
  return windows ? edited.replaceAll('\n', '\r\n') : edited;
}
