import { AsofError } from '../../errors/asof-error.ts';

/** Deeper than anybody nests. DuckDB and JSON.parse follow brackets on their stack, and DuckDB dies where it ends. */
const mostDepth = 1000;

const [quote, backslash, newline] = ['"', '\\', '\n'].map((c) => c.charCodeAt(0));

/**
 * Throws `file_unreadable` where brackets of JSON, in lines or not, are nested too deeply for the engines, and where
 * what should be lines is one array.
 */
export async function requireShallowJson(
  path: string,
  kind: 'json' | 'jsonl',
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  let [depth, line] = [0, 1];
  let [quoted, escaped] = [false, false];
  let start = '';
  for await (const bytes of content) {
    for (let i = 0; kind === 'jsonl' && start.length < 2 && i < bytes.length; i++)
      if (bytes[i]! > 32) start += String.fromCharCode(bytes[i]!);
    if (start === '[{') throw isArray(path);
    for (let i = 0; i < bytes.length; i++) {
      const c = bytes[i]!;
      if (c === newline) {
        // No text goes on in the next line, nor does a record of lines: damage ends with its line.
        [quoted, escaped] = [false, false];
        if (kind === 'jsonl') depth = 0;
        line++;
      } else if (escaped) escaped = false;
      else if (quoted) {
        if (c === quote) quoted = false;
        else if (c === backslash) escaped = true;
      } else if (c === quote) quoted = true;
      // [ and { , ] and } are alike but for one bit, which no other character lacks.
      else if ((c | 0x20) === 0x7b) {
        if (++depth > mostDepth) throw tooDeep(path, line);
      } else if ((c | 0x20) === 0x7d) depth--;
    }
  }
}

function isArray(path: string): AsofError {
  const params = {
    path,
    format: 'JSON lines',
    reason: 'it is an array of records, and not a record a line',
    hint: 'say format: json of it in asof.yaml, or name it .json',
  };
  return new AsofError('file_unreadable', params, { where: { file: path, line: 1 } });
}

function tooDeep(path: string, line: number): AsofError {
  const reason = `line ${line}: its brackets are nested more than ${mostDepth} deep`;
  return new AsofError(
    'file_unreadable',
    { path, format: 'JSON', reason, hint: 'leave that value out, or write it as text' },
    { where: { file: path, line } },
  );
}
