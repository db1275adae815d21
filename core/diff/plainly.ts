import type { Kind } from '../model/known.ts';
import type { DefinitionChange } from './report.ts';

/** One that only one version has. */
export function plainly(
  kind: Kind,
  name: string,
  change: DefinitionChange['change'],
  training: string | null,
  online: string | null,
): DefinitionChange {
  return { kind, name, change, fields: [], features: [], training, online };
}

export function joined(said: readonly string[]): string | null {
  return said.length === 0 ? null : said.join('; ');
}
