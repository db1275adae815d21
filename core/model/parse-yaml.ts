import {
  Composer,
  Document,
  isMap,
  Lexer,
  Parser,
  YAMLParseError,
  type CST,
  type LineCounter,
  type ParsedNode,
} from 'yaml';

/** Deeper than any definitions: what reads a document calls itself once a level. */
const mostNested = 50;
const several = 'the file holds more than one document';

/** A YAML document. One that is nested without end would end the program that composes it: it has an error instead. */
export function parseYaml(
  text: string,
  options: { lineCounter?: LineCounter; uniqueKeys?: boolean } = {},
): Document.Parsed<ParsedNode> {
  const tokens = tokensOf(text, options.lineCounter);
  if (!tokens) return tooDeep();
  const composer = new Composer({ ...options, prettyErrors: false });
  const [document, another] = composer.compose(tokens, true, text.length) as Iterable<Document.Parsed<ParsedNode>>;
  if (another)
    document!.errors.push(new YAMLParseError([another.range[0], another.range[1]], 'MULTIPLE_DOCS', several));
  return document!;
}

/** The mapping that a YAML text is, whatever stands in it; null where it is none or cannot be read. */
export function plainYaml(text: string): Record<string, unknown> | null {
  const document = parseYaml(text, { uniqueKeys: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return null;
  try {
    return document.toJS() as Record<string, unknown>;
  } catch {
    // Of aliases: to no anchor, or to more than fits into memory.
    return null;
  }
}

/** Null where it is nested too deep. The parser keeps a list of what is open; only what composes nodes of it goes down by calling itself. */
function tokensOf(text: string, lines?: LineCounter): CST.Token[] | null {
  lines?.addNewLine(0);
  const parser = new Parser(lines?.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > mostNested) return null;
  }
  return [...tokens, ...parser.end()];
}

function tooDeep(): Document.Parsed<ParsedNode> {
  const document = new Document() as Document.Parsed<ParsedNode>;
  document.errors.push(new YAMLParseError([0, 0], 'RESOURCE_EXHAUSTION', 'it is nested too deep'));
  return document;
}
