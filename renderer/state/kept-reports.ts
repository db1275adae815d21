import type { Host } from '../../core/rpc/contract.ts';
import { unpackNotes } from '../../core/rpc/noting-host.ts';
import { readKeptHead } from './kept-answers.ts';

/** What a cell of some notebook has answered, as it was kept there. */
export interface KeptReport {
  notebook: string;
  /** The cell's fingerprint. */
  cell: string;
  kind: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Of `asof.yaml` as it was then. */
  definitions: string;
  /** As `--json` prints it. */
  report: object;
}

/**
 * The last answer of each cell of these kinds in these notebooks, as far as this user has kept it. Of a notebook whose
 * answers cannot be read there are none. Throws where there is no host.
 */
export async function keptReports(
  host: Host,
  workspace: string,
  { notebooks, kinds }: { notebooks: readonly string[]; kinds: readonly string[] },
): Promise<KeptReport[]> {
  const found: KeptReport[] = [];
  for (const name of notebooks) {
    const heads = (await host.call('keptAnswers', { workspace, name })).flatMap(readKeptHead);
    const seen = new Set<string>();
    for (const { key, at, cell, id } of heads.sort((a, b) => b.at - a.at)) {
      if (!kinds.includes(key.kind) || seen.has(`${key.kind} ${cell}`)) continue;
      seen.add(`${key.kind} ${cell}`);
      const notes = await host.call('keptNotes', { workspace, name, cell, id });
      const report = notes && reportIn(notes);
      if (report) found.push({ notebook: name, cell, kind: key.kind, at, definitions: key.definitions, report });
    }
  }
  return found;
}

/** Null where these notes are of another version, or are none. */
function reportIn(notes: Uint8Array): object | null {
  try {
    const answer = unpackNotes(notes).find(({ method }) => method === 'leakage' || method === 'ask');
    return (answer?.output as { report?: object } | undefined)?.report ?? null;
  } catch {
    return null;
  }
}
