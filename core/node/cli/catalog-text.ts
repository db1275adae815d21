import type { CatalogEntry } from '../../catalog/catalog.ts';
import { nodeOf } from '../../catalog/node-id.ts';
import { catalogSentence, type CatalogReport } from '../../catalog/report.ts';
import { sayUse } from '../../catalog/say-use.ts';
import { textTable } from '../../text/text-table.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

type Painting = Pick<Terminal, 'leak' | 'bold'>;

/** The sentence, then of what was found a line each, or all that is known of it where it is one thing or is called so. */
export function catalogText(report: CatalogReport, found: readonly CatalogEntry[], query: string, terminal: Painting) {
  const sentence = catalogSentence(report).map((phrase) => paint(phrase, terminal));
  const [first] = found;
  const isMeant = first !== undefined && (found.length === 1 || first.name.toLowerCase() === query.toLowerCase());
  const others = isMeant ? found.slice(1) : found;
  const parts = [
    sentence.join('').trim(),
    ...(isMeant ? [pageText(first, terminal)] : []),
    ...(others.length > 0 ? [listText(others)] : []),
    ...(found.length === 0 && query !== '' ? [`Nothing has all of: ${query}`] : []),
    ...(report.notes.length > 0 ? [report.notes.join('\n')] : []),
  ];
  return parts.join('\n\n');
}

function listText(entries: readonly CatalogEntry[]): string {
  const titles = ['kind', 'name', 'type', 'owner', 'used by', 'what it is'];
  return textTable(
    titles.map((title) => ({ title, align: 'left' })),
    entries.map((entry) => [
      entry.kind,
      entry.name,
      entry.type ?? '-',
      entry.owner ?? '-',
      entry.unused ? 'nobody' : sayUse(entry) || '-',
      entry.description ?? entry.made_of,
    ]),
  );
}

function pageText(entry: CatalogEntry, { bold }: Painting): string {
  const { kind, type, description, owner, tags, made_of, unused, misnamed } = entry;
  const tagged = Object.entries(tags).map((tag) => tag.join('='));
  const lines: [string, string | null][] = [
    ['', type === null ? kind : `${kind}, ${type}`],
    ['description', description],
    ['owner', owner],
    ['tags', tagged.join(', ')],
    ['made of', made_of],
    ['comes from', namesOf(entry.from)],
    ['leads to', namesOf(entry.to.filter((id) => !entry.used_by.includes(id)))],
    ['used by', namesOf(entry.used_by) || (unused ? 'nobody' : null)],
    ['name', misnamed],
  ];
  const said = lines.filter(([, text]) => text).map(([what, text]) => `  ${what === '' ? '' : `${what}: `}${text}`);
  return [bold(entry.name), ...said].join('\n');
}

function namesOf(ids: readonly string[]): string {
  return ids
    .map(nodeOf)
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(', ');
}
