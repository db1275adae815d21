import { isMap, LineCounter } from 'yaml';
import type { AsofError } from '../../../errors/asof-error.ts';
import { Fields } from '../../../model/fields.ts';
import { parseYaml } from '../../../model/parse-yaml.ts';
import { Reading } from '../../../model/reading.ts';
import type { Consumer } from './consumer.ts';

/** A consumer, and the SHA-256 of its key: the key itself is nowhere. */
export interface KeyEntry extends Consumer {
  hash: Buffer;
}

export interface KeyFile {
  keys: KeyEntry[];
  /** Of a view, how many requests a second each consumer may make. */
  viewRates: ReadonlyMap<string, number>;
}

/** Reads the text of a key file, which is YAML. Throws `definitions_invalid` for the first thing that is wrong; no value is in its message. */
export function readKeys(text: string, file: string): KeyFile {
  const lines = new LineCounter();
  const document = parseYaml(text, { lineCounter: lines });
  const reading = new Reading(document, lines, file, {});
  const content = reading.node(document.contents);
  if (document.errors.length > 0 || !isMap(content)) {
    reading.wrong(document.errors[0]?.pos[0] ?? 0, 'it is not a mapping in YAML', 'start with keys:');
    throw reading.problems[0]!;
  }
  const root = new Fields(reading, content, 'the file');
  const keys = root.mappings('keys', (number) => `key ${number}`).map(readKey);
  if (keys.length === 0) root.missing('keys', 'write a list: - {name: .., sha256: ..}');
  const viewRates = readRates(root);
  root.done();
  checkNames(reading.problems, keys, root);
  if (reading.problems[0]) throw reading.problems[0];
  return { keys, viewRates };
}

function readKey(fields: Fields): KeyEntry {
  const name = fields.required('name', 'say who has the key');
  const sha256 = fields.required('sha256', 'asof api --new-key NAME makes a key and says its line');
  const node = fields.node('sha256');
  if (node && !/^[0-9a-f]{64}$/.test(sha256))
    fields.wrong(node, 'sha256 is not the hash of a key', 'write its 64 hexadecimal digits, never the key itself');
  const services = fields.node('services') && fields.texts('services', 'write [s1, s2]').map(({ text }) => text);
  const writes = fields.flag('writes') ?? false;
  const rate = fields.count('rate') ?? null;
  fields.done();
  return { name, hash: Buffer.from(sha256, 'hex'), services, writes, rate };
}

function readRates(root: Fields): Map<string, number> {
  const rates = root.inner('view_rates', 'write {view: 100}');
  const found = (rates?.lines() ?? []).map(([view]) => [view, rates!.count(view) ?? 0] as const);
  return new Map(found);
}

/** Two consumers of one name could not be told apart in what is measured of them. */
function checkNames(problems: readonly AsofError[], keys: readonly KeyEntry[], root: Fields): void {
  const twice = keys.find(({ name }, i) => keys.findIndex((other) => other.name === name) < i);
  if (twice && problems.length === 0) root.wrong(root.start, `two keys are called "${twice.name}"`, 'rename one');
}
