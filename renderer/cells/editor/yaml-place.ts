/** Where in YAML something is being written. The rest of it may be broken. */
export interface YamlPlace {
  /** The keys that lead there, from the outermost. */
  path: readonly string[];
  /** It is a key, or may become one; else a value. */
  isKey: boolean;
  /** Where it begins, behind its quote where it has one. */
  from: number;
  isQuoted: boolean;
}

interface Row {
  /** The column of its first dash. */
  dash: number | null;
  /** Of what is behind all dashes. */
  column: number;
  key: string | null;
  /** Behind the key, else behind the dashes. */
  rest: string;
}

interface Value {
  /** The brackets that are open at its end, each with the key of a mapping that it is at. */
  open: { bracket: '[' | '{'; key: string | null }[];
  /** Where the last of its pieces begins. */
  begin: number;
  isQuoted: boolean;
  isComment: boolean;
}

/** The place at an offset; null in a comment, and where a space has to come first. */
export function yamlPlace(text: string, at: number): YamlPlace | null {
  const lines = text.slice(0, at).split('\n');
  const rows = lines.map(rowOf);
  const restFrom = (i: number): string => [rows[i]!.rest, ...lines.slice(i + 1)].join('\n');
  // In brackets that are still open, it belongs to what they do.
  const last = rows.length - 1;
  const top = rows.findLastIndex(({ key, column }) => key !== null && column === 0);
  const opener = rows.findLastIndex((_, i) => i >= top && endOfValue(restFrom(i)).open.length > 0);
  const place = opener === -1 ? last : opener;
  const row = rows[place]!;
  const { open, begin, isQuoted, isComment } = endOfValue(restFrom(place));
  if (isComment || lines[last]!.endsWith(':')) return null;
  const inner = open.at(-1);
  const isKey = inner ? inner.bracket === '{' && inner.key === null : row.key === null && row.dash === null;
  const keys = [row.key, ...open.map(({ key }) => key)].filter((key) => key !== null);
  return {
    path: [...ownersOf(rows.slice(0, place), row), ...keys],
    isKey,
    from: at - restFrom(place).length + begin,
    isQuoted,
  };
}

function rowOf(line: string): Row {
  const [, spaces = '', dashes = '', name, rest = ''] =
    /^( *)((?:- +)*)(?:([\w-]+|"[^"]*"|'[^']*') *:(?= |$) *)?(.*)$/.exec(line) ?? [];
  const key = name?.replace(/^(["'])(.*)\1$/, '$2') ?? null;
  return { dash: dashes === '' ? null : spaces.length, column: spaces.length + dashes.length, key, rest };
}

/** The keys in whose values a row stands, by what is further in. */
function ownersOf(above: readonly Row[], { dash, column }: Row): string[] {
  const owners: string[] = [];
  let limit = dash ?? column;
  // A list may stand as far out as its key.
  let isItem = dash !== null;
  for (const row of above.toReversed()) {
    if (row.key !== null && (row.column < limit || (isItem && row.dash === null && row.column === limit))) {
      owners.unshift(row.key);
      [limit, isItem] = [row.column, false];
    }
    if (row.dash !== null && row.dash < limit) [limit, isItem] = [row.dash, true];
  }
  return owners;
}

function endOfValue(text: string): Value {
  const open: Value['open'] = [];
  let [begin, quote] = [0, ''];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    const isFirst = text.slice(begin, i).trim() === '';
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '#' && /^\s?$/.test(text[i - 1] ?? '')) {
      i = text.indexOf('\n', i);
      if (i === -1) return { open, begin, isQuoted: false, isComment: true };
      if (isFirst) begin = i;
    } else if (isFirst && (sign === '"' || sign === "'")) quote = sign;
    else if (isFirst && (sign === '[' || sign === '{')) {
      open.push({ bracket: sign, key: null });
      begin = i + 1;
    } else if (open.length > 0 && (sign === ']' || sign === '}')) open.pop();
    else if (open.length > 0 && sign === ',') {
      open.at(-1)!.key = null;
      begin = i + 1;
    } else if (open.at(-1)?.bracket === '{' && sign === ':' && /\s/.test(text[i + 1] ?? '')) {
      open.at(-1)!.key = text.slice(begin, i).trim();
      begin = i + 1;
    }
  }
  const written = text.slice(begin);
  return {
    open,
    begin: begin + written.length - written.trimStart().length + quote.length,
    isQuoted: quote !== '',
    isComment: false,
  };
}
