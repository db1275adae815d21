import { fileFormats } from '../../../core/model/definitions.ts';
import type { Reading } from '../../state/roles.svelte.ts';

type TextOptions = NonNullable<Reading['read']>;

/** One thing that can be said of how a file is written, as text: empty where it is worked out. */
export interface ReadingField {
  label: string;
  note: string;
  /** What an inference about it is called. */
  what?: string;
  /** Absent: any text. */
  choices?: readonly string[];
  /** Whether it is of text in columns only: CSV and TSV. */
  ofText: boolean;
  show: (reading: Reading) => string;
  change: (text: string, reading: Reading) => Reading;
}

/** What spec section 2.2 lets a source say of its files, besides its times and the types of its columns. */
export const readingFields: readonly ReadingField[] = [
  {
    label: 'Format',
    note: 'where the ending does not say it',
    choices: fileFormats,
    ofText: false,
    show: ({ format }) => format ?? '',
    change: (text) => ({ format: fileFormats.find((format) => format === text) }),
  },
  { ...mark('delimiter', 'Delimiter', 'one character; \\t is a tab'), what: 'delimiter' },
  { ...mark('decimal', 'Decimal mark', 'of its numbers'), choices: ['.', ','], what: 'decimal mark' },
  mark('thousands', 'Thousands mark', 'as in 1.000'),
  mark('quote', 'Quote', 'usually "'),
  { ...mark('escape', 'Escape', 'before a quote inside quotes'), what: 'escape' },
  {
    label: 'Header',
    note: 'whether the first line names the columns',
    choices: ['yes', 'no'],
    ofText: true,
    show: ({ read }) => (read?.header === undefined ? '' : read.header ? 'yes' : 'no'),
    change: (text, reading) => withText(reading, { header: text === '' ? undefined : text === 'yes' }),
  },
  {
    label: 'Skip lines',
    note: 'before the header',
    ofText: true,
    show: ({ read }) => read?.skipLines?.toString() ?? '',
    change: (text, reading) =>
      withText(reading, { skipLines: /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined }),
  },
  mark('comment', 'Comment', 'what a line that is no row begins with'),
  mark('encoding', 'Encoding', 'latin-1, windows-1252, utf-16le or the like'),
  {
    label: 'No value',
    note: 'words for it, with commas between: NA, \\N; nothing written is one too',
    ofText: true,
    show: ({ read }) => read?.nullValues?.filter((word) => word !== '').join(', ') ?? '',
    change: (text, reading) => withText(reading, { nullValues: words(text) && ['', ...words(text)!] }),
  },
  {
    label: 'Unreadable values',
    note: 'what does not fit a declared type',
    what: 'unreadable',
    choices: ['refuse', 'blank'],
    ofText: false,
    show: ({ unreadable }) => unreadable ?? '',
    change: (text) => ({ unreadable: text === 'refuse' || text === 'blank' ? text : undefined }),
  },
  {
    label: 'Partitions',
    note: 'names of key=value folders that are columns, with commas between',
    what: 'folders',
    ofText: false,
    show: ({ partitions }) => partitions?.join(', ') ?? '',
    change: (text) => ({ partitions: words(text) }),
  },
];

function mark(
  key: 'delimiter' | 'decimal' | 'thousands' | 'quote' | 'escape' | 'comment' | 'encoding',
  label: string,
  note: string,
): ReadingField {
  return {
    label,
    note,
    ofText: true,
    show: ({ read }) => read?.[key]?.replace('\t', '\\t') ?? '',
    change: (text, reading) => withText(reading, { [key]: text.replace('\\t', '\t') || undefined }),
  };
}

function withText({ read }: Reading, change: TextOptions): Reading {
  const said = Object.entries({ ...read, ...change }).filter(([, value]) => value !== undefined);
  return { read: said.length > 0 ? Object.fromEntries(said) : undefined };
}

function words(text: string): string[] | undefined {
  const found = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return found.length > 0 ? found : undefined;
}
