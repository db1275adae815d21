import type { CatalogEntry } from './catalog.ts';
import { nodeId, type EntryKind } from './node-id.ts';

/** What an entry lacks, as a query writes it: `is:unused`. */
const isWords = {
  unused: ({ unused }: CatalogEntry) => unused === true,
  undescribed: ({ kind, description }: CatalogEntry) => kind === 'feature' && description === null,
  unowned: ({ kind, owner }: CatalogEntry) => (kind === 'feature' || kind === 'feature view') && owner === null,
  misnamed: ({ misnamed }: CatalogEntry) => misnamed !== null,
};

/** The kinds as a query writes them: `kind:view`. */
export const kindWords: Readonly<Record<EntryKind, string>> = {
  feature: 'feature',
  'feature view': 'view',
  'feature service': 'service',
  source: 'source',
  entity: 'entity',
  'label table': 'labels',
  notebook: 'notebook',
};

/** Words with a meaning of their own that may be typed, beside `owner:` and `tag:` with anything. */
export const markWords: readonly string[] = [
  ...Object.keys(isWords).map((word) => `is:${word}`),
  ...Object.values(kindWords).map((word) => `kind:${word}`),
];

/** The words of a query that mean this entry and others like it, in lower case, each on a line with an empty one before and behind. */
export function marksOf(entry: CatalogEntry): string {
  const { kind, owner, tags } = entry;
  const words = [
    ...Object.entries(isWords).flatMap(([word, holds]) => (holds(entry) ? [`is:${word}`] : [])),
    `kind:${kindWords[kind]}`,
    ...(owner === null ? [] : [markOf('owner', owner)]),
    ...Object.entries(tags).flatMap(([tag, value]) => [tag, value, `${tag}=${value}`].map((one) => markOf('tag', one))),
  ];
  return ['', ...words, ''].join('\n').toLowerCase();
}

/** The word of a query for those with this owner or tag: spaces part words, so that _ stands for them. */
export function markOf(key: 'owner' | 'tag', value: string): string {
  return `${key}:${value.trim().replaceAll(/\s+/g, '_')}`;
}

/** All that is said of an entry, in lower case: what other words are looked for in. */
export function searchedText({ name, type, description, owner, tags, made_of }: CatalogEntry): string {
  const said = [name, type, description, owner, ...Object.entries(tags).map((tag) => tag.join('=')), made_of];
  return said.join('\n').toLowerCase();
}

/** An entry's texts in lower case, made once. */
interface Indexed {
  entry: CatalogEntry;
  name: string;
  /** Of a feature without its view. */
  short: string;
  /** The name as words with a space before each. */
  spaced: string;
  /** As `searchedText` and `marksOf` have it. */
  all: string;
  marks: string;
}

/** Entries, ready to be searched at every key: a key costs one pass over texts that are there. */
export class CatalogSearch {
  readonly #entries: readonly Indexed[];
  readonly #byId: ReadonlyMap<string, CatalogEntry>;

  constructor(entries: readonly CatalogEntry[]) {
    this.#entries = entries.map(indexed);
    this.#byId = new Map(entries.map((entry) => [nodeId(entry.kind, entry.name), entry]));
  }

  get(id: string): CatalogEntry | undefined {
    return this.#byId.get(id);
  }

  /**
   * The entries that have every word of a query somewhere in what is said of them, the best first: those with most
   * words in their name, of these those that are called so, begin so, or have it at the beginning of a word; of equal
   * ones as they are defined. Without a word all, in order.
   */
  find(query: string): CatalogEntry[] {
    const { words, conditions } = readQuery(query);
    const terms = words.map((word) => ({ word, spaced: spaced(word) }));
    // By rank, which is a small number: the first letter finds nearly all, and sorting these would take longest.
    const found: CatalogEntry[][] = [];
    for (const one of this.#entries) {
      if (!conditions.every((mark) => one.marks.includes(mark))) continue;
      const rank = rankOf(one, terms);
      if (rank !== null) (found[rank] ??= []).push(one.entry);
    }
    return found.reverse().flat();
  }
}

/** The words of a query that are looked for in texts, in lower case. */
export function wordsOf(query: string): string[] {
  return readQuery(query).words;
}

/** Words, and lines that an entry's marks have to have. */
function readQuery(query: string): { words: string[]; conditions: string[] } {
  const all = query.toLowerCase().split(/\s+/).filter(Boolean);
  const conditions = all.filter(isMark).map((word) => `\n${word}\n`);
  return { words: all.filter((word) => !isMark(word)), conditions };
}

/** Of any other word the letters are looked for. */
function isMark(word: string): boolean {
  return markWords.includes(word) || /^(owner|tag):./.test(word);
}

function indexed(entry: CatalogEntry): Indexed {
  const name = entry.name.toLowerCase();
  const short = entry.kind === 'feature' ? name.slice(name.lastIndexOf(':') + 1) : name;
  return { entry, name, short, spaced: spaced(name), all: searchedText(entry), marks: marksOf(entry) };
}

function spaced(name: string): string {
  // Joined, it is one text; added up, it would be put together when the first key is typed.
  return [' ', name.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')].join('');
}

/** More than any place in a name, so that of several words those in it count first. */
const inName = 10;
/** Of two with the same words the one that has little else comes first; what is longer is long. */
const longest = 99;

/** A whole number from 0; null where a word is nowhere. */
function rankOf({ name, short, spaced: all, all: said }: Indexed, terms: readonly { word: string; spaced: string }[]) {
  if (terms.length === 0) return 0;
  let rank = 0;
  for (const term of terms) {
    if (!said.includes(term.word)) return null;
    if (name.includes(term.word)) rank += inName + placeOf(term.word, name, short, all.includes(term.spaced));
  }
  return rank * (longest + 1) + longest - Math.min(longest, short.length);
}

function placeOf(word: string, name: string, short: string, beginsWord: boolean): number {
  if (name === word || short === word) return 6;
  if (short.startsWith(word) || name.startsWith(word)) return 4;
  return beginsWord ? 3 : 0;
}
