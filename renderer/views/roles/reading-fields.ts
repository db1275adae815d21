import { fileFormats } from '../../../core/model/definitions.ts';
import type { FileReading } from '../../state/roles.svelte.ts';

type TextOptions = NonNullable<FileReading['read']>;

/** One thing that can be said of how a file is written, as text: empty where it is worked out. */
export interface ReadingField {
  label: string;
  note: string;
  /** What an inference about it is called. */
  what?: string;
  /** What holds where nothing is said. */
  otherwise: string;
  /** Absent: any text. */
  choices?: readonly string[];
  /** Whether it is of text in columns only: CSV and TSV. */
  ofText: boolean;
  show: (reading: FileReading) => string;
  change: (text: string, reading: FileReading) => FileReading;
}

/** What spec section 2.2 lets a source say of its files, besides its times and the types of its columns. */
export const readingFields: readonly ReadingField[] = [
  {
    label: 'Format',
    note: 'where the ending does not say it',
    otherwise: 'by its ending',
    choices: fileFormats,
    ofText: false,
    show: ({ format }) => format ?? '',
    change: (text) => ({ format: fileFormats.find((format) => format === text) }),
  },
  { ...mark('delimiter', 'Delimiter', 'one character; \\t is a tab', 'worked out'), what: 'delimiter' },
  { ...mark('decimal', 'Decimal mark', 'of its numbers', 'worked out'), choices: ['.', ','], what: 'decimal mark' },
  mark('thousands', 'Thousands mark', 'as in 1.000', 'none'),
  mark('quote', 'Quote', 'around values', '"'),
  { ...mark('escape', 'Escape', 'before a quote inside quotes', 'worked out'), what: 'escape' },
  {
    label: 'Header',
    note: 'whether the first line names the columns',
    otherwise: 'worked out',
    choices: ['yes', 'no'],
    ofText: true,
    show: ({ read }) => (read?.header === undefined ? '' : read.header ? 'yes' : 'no'),
    change: (text, reading) => withText(reading, { header: text === '' ? undefined : text === 'yes' }),
  },
  {
    label: 'Skip lines',
    note: 'before the header',
    otherwise: '0',
    ofText: true,
    show: ({ read }) => read?.skipLines?.toString() ?? '',
    change: (text, reading) =>
      withText(reading, { skipLines: /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined }),
  },
  mark('comment', 'Comment', 'what a line that is no row begins with', 'none'),
  mark('encoding', 'Encoding', 'latin-1, windows-1252, utf-16le or the like', 'worked out'),
  {
    label: 'No value',
    note: 'words for it, with commas between: NA, \\N; nothing written is one too',
    otherwise: 'nothing written',
    ofText: true,
    show: ({ read }) => read?.nullValues?.filter((word) => word !== '').join(', ') ?? '',
    change: (text, reading) => withText(reading, { nullValues: words(text) && ['', ...words(text)!] }),
  },
  {
    label: 'Unreadable values',
    note: 'what does not fit a declared type',
    otherwise: 'refuse',
    what: 'unreadable',
    choices: ['blank'],
    ofText: false,
    show: ({ unreadable }) => (unreadable === 'blank' ? unreadable : ''),
    change: (text) => ({ unreadable: text === 'blank' ? text : undefined }),
  },
  {
    label: 'Partitions',
    note: 'names of key=value folders that are columns, with commas between',
    what: 'folders',
    otherwise: 'none',
    ofText: false,
    show: ({ partitions }) => partitions?.join(', ') ?? '',
    change: (text) => ({ partitions: words(text) }),
  },
];

function mark(
  key: 'delimiter' | 'decimal' | 'thousands' | 'quote' | 'escape' | 'comment' | 'encoding',
  label: string,
  note: string,
  otherwise: string,
): ReadingField {
  return {
    label,
    note,
    otherwise,
    ofText: true,
    show: ({ read }) => read?.[key]?.replace('\t', '\\t') ?? '',
    change: (text, reading) => withText(reading, { [key]: text.replace('\\t', '\t') || undefined }),
  };
}

function withText({ read }: FileReading, change: TextOptions): FileReading {
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
