import { fileFormats, timestampUnits, type FileOptions, type TextOptions, type TimeOptions } from './definitions.ts';
import type { Fields } from './fields.ts';
import { wrongTextOptions } from './text-options.ts';

/** What a source or a label table says of its files; spec section 2.2. */
export function readFileOptions(fields: Fields): FileOptions {
  return {
    format: fields.oneOf('format', fileFormats),
    read: readTextOptions(fields),
    columns: fields.textMap('columns', 'write {column: type}'),
    unreadable: fields.oneOf('unreadable', ['refuse', 'blank']),
    partitions: orAbsent(fields.texts('partitions', 'write a list: [year, month]').map(({ text }) => text)),
  };
}

/** What a source or a label table says of its times; spec section 2.2. */
export function readTimeOptions(fields: Fields): TimeOptions {
  const options: TimeOptions = {
    timestampUnit: fields.oneOf('timestamp_unit', timestampUnits),
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
    delimiter: fields.text('delimiter'),
    decimal: fields.oneOf('decimal', ['.', ',']),
    thousands: fields.text('thousands'),
    quote: fields.text('quote'),
    escape: fields.text('escape'),
    header: fields.flag('header'),
    skipLines: fields.count('skip_lines'),
    comment: fields.text('comment'),
    encoding: fields.text('encoding'),
    nullValues: fields.node('null_values')
      ? fields.texts('null_values', 'write a list: ["", NA]').map(({ text }) => text)
      : undefined,
  };
  for (const { key, expected } of wrongTextOptions(options)) {
    const message = `${key} of ${fields.what} is ${JSON.stringify(options[key])}`;
    fields.wrong(fields.node(key)!, message, expected);
    options[key] = undefined;
  }
  fields.done();
  return options;
}

function orAbsent(texts: string[]): string[] | undefined {
  return texts.length ? texts : undefined;
}

/** Whether it is a name of the IANA's. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
