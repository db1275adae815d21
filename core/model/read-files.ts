import { isScalar } from 'yaml';
import type { FileFormat, FileOptions, TextOptions, TimeOptions } from './definitions.ts';
import type { Fields } from './fields.ts';

const formats: readonly FileFormat[] = ['parquet', 'csv', 'tsv', 'jsonl', 'json', 'arrow'];
const units = ['s', 'ms', 'us', 'ns'] as const;

/** What a source or a label table says of its files; spec section 2.2. */
export function readFileOptions(fields: Fields): FileOptions {
  return {
    format: fields.oneOf('format', formats),
    read: readTextOptions(fields),
    columns: fields.textMap('columns', 'write {column: type}'),
    unreadable: fields.oneOf('unreadable', ['refuse', 'blank']),
    partitions: orAbsent(fields.texts('partitions', 'write a list: [year, month]').map(({ text }) => text)),
  };
}

/** What a source or a label table says of its times; spec section 2.2. */
export function readTimeOptions(fields: Fields): TimeOptions {
  const options: TimeOptions = {
    timestampUnit: fields.oneOf('timestamp_unit', units),
    timestampFormats: orAbsent(fields.oneOrMore('timestamp_format', 'write "%d.%m.%Y %H:%M", or a list of such')),
    timezone: fields.text('timezone'),
  };
  if (options.timestampUnit && options.timestampFormats) {
    const message = `${fields.what} has a timestamp_unit and a timestamp_format`;
    fields.wrong(fields.node('timestamp_unit')!, message, 'keep the unit for numbers, or the format for text');
  }
  if (options.timezone !== undefined && !isTimeZone(options.timezone)) {
    const message = `timezone of ${fields.what} is "${options.timezone}"`;
    fields.wrong(fields.node('timezone')!, message, 'write a name such as Europe/Berlin');
  }
  return options;
}

function readTextOptions(parent: Fields): TextOptions | undefined {
  const fields = parent.inner('read', 'write {delimiter: ";", decimal: ","}');
  if (!fields) return undefined;
  const options: TextOptions = {
    delimiter: character(fields, 'delimiter'),
    decimal: fields.oneOf('decimal', ['.', ',']),
    thousands: character(fields, 'thousands'),
    quote: character(fields, 'quote'),
    escape: character(fields, 'escape'),
    header: fields.flag('header'),
    skipLines: fields.count('skip_lines'),
    comment: character(fields, 'comment'),
    encoding: fields.text('encoding'),
    nullValues: fields.node('null_values')
      ? fields.texts('null_values', 'write a list: ["", NA]').map(({ text }) => text)
      : undefined,
  };
  if (options.encoding !== undefined && !isEncoding(options.encoding)) {
    const message = `encoding of ${fields.what} is "${options.encoding}"`;
    fields.wrong(
      fields.node('encoding')!,
      message,
      'write utf-8, latin-1, windows-1252, utf-16le, shift_jis or the like',
    );
  }
  if ((options.decimal ?? '.') === options.thousands)
    fields.wrong(
      fields.node('thousands')!,
      `thousands of ${fields.what} is the decimal mark too`,
      'change one of them',
    );
  fields.done();
  return options;
}

function character(fields: Fields, key: string): string | undefined {
  const text = fields.text(key);
  if (text === undefined || (text.length === 1 && text !== '\n' && text !== '\r')) return text;
  const node = fields.node(key)!;
  const shown = isScalar(node) ? JSON.stringify(node.value) : '';
  fields.wrong(node, `${key} of ${fields.what} is ${shown}`, 'write one character');
  return undefined;
}

function orAbsent(texts: string[]): string[] | undefined {
  return texts.length ? texts : undefined;
}

/** The name by which TextDecoder knows an encoding; `latin-1` is Python's word. */
export function encodingLabel(encoding: string): string {
  return /^latin-1$/i.test(encoding) ? 'latin1' : encoding;
}

function isEncoding(encoding: string): boolean {
  try {
    return Boolean(new TextDecoder(encodingLabel(encoding)));
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
