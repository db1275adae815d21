import { plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import type { DiffReport } from './report.ts';

/** How much changes, what breaks, and what has to be written again. */
export function diffSentence({ old, new: now, changed, store, broken, materialize, notes }: DiffReport): Phrase[] {
  const between = [plain(' between '), code(old), plain(' and '), code(now)];
  const tail = notes.length > 0 ? [plain(' Not all could be compared.')] : [];
  if (changed + store.length + broken + materialize.length === 0)
    return [plain('Nothing of the definitions changes'), ...between, plain('.'), ...tail];
  const moved =
    store.length > 0 ? [plain(`, and ${store.map(({ field }) => field).join(', ')} of the online store`)] : [];
  const verb = changed === 1 ? 'changes' : 'change';
  const breaks =
    broken > 0
      ? { text: ` ${plural(broken, 'thing')} break${broken === 1 ? 's' : ''}.`, as: 'strong' as const }
      : plain(' Nothing that is known of breaks.');
  const again =
    materialize.length > 0
      ? ` ${plural(materialize.length, 'view')} to materialize again.`
      : ' Nothing to materialize again.';
  return [
    plain(`${plural(changed, 'definition')} ${verb}`),
    ...between,
    ...moved,
    plain('.'),
    breaks,
    plain(again),
    ...tail,
  ];
}
