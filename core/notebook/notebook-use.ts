import type { CellUse, NotebookUse } from '../catalog/notebook-use.ts';
import { plural } from '../text/figures.ts';
import type { FeatureRef } from '../model/feature-ref.ts';
import { parseTableRange } from '../question/drift.ts';
import type { Cell } from './cell/cell.ts';
import { readNotebook } from './notebook.ts';
import { nameOf, tokensOf } from './sql/tokens.ts';

/** What a notebook asks of its workspace, by its text: nothing is run. What cannot be read is said, and the rest is there. */
export function useOfNotebook(text: string, name: string): NotebookUse {
  const { title, cells, problems } = readNotebook(text, name);
  const unread = cells.filter(({ content }) => content === null).length;
  const wrong =
    unread > 0
      ? `${plural(unread, 'cell')} of ${name} cannot be read`
      : problems.length > 0
        ? `${name} has problems`
        : null;
  return {
    name,
    title,
    cells: cells.flatMap(useOfCell),
    problem: wrong === null ? null : `${wrong}: what it uses is not all known`,
  };
}

/** What a body may ask for, whatever its kind. */
interface Asks {
  labels?: string;
  table?: string | null;
  set?: string;
  log?: string | null;
  of?: string;
  service?: string;
  features?: readonly (FeatureRef | string)[];
  reference?: string;
  current?: string;
}

function useOfCell({ part, name, kind, content }: Cell): CellUse[] {
  if (content === null) return [];
  const use = { name, kind, line: part.line, service: null, features: [], tables: [], words: [] };
  if (content.kind === 'sql') {
    const words = tokensOf(content.asked).flatMap((token) => nameOf(token) ?? []);
    return [{ ...use, words: [...new Set(words)] }];
  }
  // What tells how old views are, or writes them, reads no feature.
  if (content.kind === 'check' || content.kind === 'parameter' || content.kind === 'ask') return [];
  const { labels, table, set, log, of, service, features = [], reference, current } = content.asked as Asks;
  const ranges = [reference, current].flatMap((range) => tableIn(range) ?? []);
  const tables = [labels, table, set, log, of, ...ranges].filter((one) => typeof one === 'string');
  const refs = features.filter((one) => typeof one !== 'string');
  if (tables.length + refs.length === 0 && service === undefined) return [];
  return [{ ...use, service: service ?? null, features: refs, tables: [...new Set(tables)] }];
}

/** The table of a stretch of its time; null where the text names none. */
function tableIn(range: string | undefined): string | null {
  if (range === undefined) return null;
  try {
    return parseTableRange(range).table;
  } catch {
    return null;
  }
}
