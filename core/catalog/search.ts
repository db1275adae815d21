import type { CatalogEntry } from './catalog.ts';
import { nodeId, type EntryKind } from './node-id.ts';

/** Words of a query with a meaning of their own: `is:unused`. */
export const catalogMarks = {
  unused: ({ unused }: CatalogEntry) => unused === true,
  undescribed: ({ kind, description }: CatalogEntry) => kind === 'feature' && description === null,
  unowned: ({ kind, owner }: CatalogEntry) => (kind === 'feature' || kind === 'feature view') && owner === null,
  misnamed: ({ misnamed }: CatalogEntry) => misnamed !== null,
};

/** The kinds as a query writes them: `kind:view`. */
const kindWords: Readonly<Record<string, EntryKind>> = {
  feature: 'feature',
  view: 'feature view',
  service: 'feature service',
  source: 'source',
  entity: 'entity',
  labels: 'label table',
  notebook: 'notebook',
};

/** An entry's texts in lower case, made once. */
interface Indexed {
  entry: CatalogEntry;
  name: string;
  /** Of a feature without its view. */
  short: string;
  /** The name as words with a space before each. */
  spaced: string;
  /** All that is said of it. */
  all: string;
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
      if (!conditions.every((holds) => holds(one.entry))) continue;
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

type Condition = (entry: CatalogEntry) => boolean;

function readQuery(query: string): { words: string[]; conditions: Condition[] } {
  const words: string[] = [];
  const conditions: Condition[] = [];
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const condition = conditionOf(word);
    if (condition) conditions.push(condition);
    else words.push(word);
  }
  return { words, conditions };
}

/** Null of a word that is looked for as it is. */
function conditionOf(word: string): Condition | null {
  const [, key, value] = /^(is|kind|owner|tag):(.+)$/.exec(word) ?? [];
  if (key === 'is' && Object.hasOwn(catalogMarks, value!)) return catalogMarks[value as keyof typeof catalogMarks];
  if (key === 'kind' && Object.hasOwn(kindWords, value!)) return ({ kind }) => kind === kindWords[value!];
  if (key === 'owner') return ({ owner }) => owner?.toLowerCase() === value;
  if (key === 'tag') return ({ tags }) => Object.entries(tags).some(([tag, is]) => fits(value!, tag, is));
  return null;
}

function fits(wanted: string, tag: string, value: string): boolean {
  return [tag, value, `${tag}=${value}`].some((text) => text.toLowerCase() === wanted);
}

function indexed(entry: CatalogEntry): Indexed {
  const { type, description, owner, tags, made_of } = entry;
  const name = entry.name.toLowerCase();
  const said = [name, type, description, owner, ...Object.entries(tags).map((tag) => tag.join('=')), made_of];
  const short = entry.kind === 'feature' ? name.slice(name.lastIndexOf(':') + 1) : name;
  return { entry, name, short, spaced: spaced(name), all: said.join('\n').toLowerCase() };
}

function spaced(name: string): string {
  return ` ${name.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')}`;
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
