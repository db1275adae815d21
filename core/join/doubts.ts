import { count, plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import type { ViewCoverage } from './request.ts';
import type { Unmatched } from './unmatched.ts';

/** Whether so small a part of the label rows finds its entity that what is said of all is said of few. */
export function isFew({ found }: Pick<ViewCoverage, 'found'>, rows: number): boolean {
  return found * 2 < rows;
}

/** That few label rows, or none, find their entity in a view; with a key of each side, and what would help. */
function unfoundSentence({ view, found, unmatched, untimed }: ViewCoverage, rows: number): Phrase[] {
  const many = found === 0 ? 'None' : `Only ${count(found)}`;
  const few: Phrase = { text: `${many} of ${plural(rows, 'row')}`, as: 'strong' };
  if (untimed !== undefined) return [few, plain(' can be joined with '), code(view), plain(`: ${untimed}.`)];
  return [
    few,
    plain(` ${found > 1 ? 'have' : 'has'} an entity in `),
    code(view),
    ...(unmatched ? sayKeys(unmatched) : []),
    plain('.'),
  ];
}

/** What keeps a view's figures from meaning what they seem to, in a sentence each. */
export function doubtSentences(view: ViewCoverage, rows: number): Phrase[][] {
  if (rows === 0) return [];
  return [
    ...(isFew(view, rows) ? [unfoundSentence(view, rows)] : []),
    ...(view.odd === undefined ? [] : [[plain('In '), code(view.view), plain(` ${view.odd}.`.replace('?.', '?'))]]),
  ];
}

function sayKeys({ key, labels, source, hint }: Unmatched): Phrase[] {
  const said: Phrase[] = labels === null ? [] : [code(short(labels)), plain(' in the labels')];
  if (source !== null) said.push(plain(said.length ? ' and ' : ''), code(short(source)), plain(' there'));
  if (hint !== null) said.push(plain(`; ${hint}`));
  return said.length ? [plain(': '), code(key), plain(' is '), ...said] : [];
}

function short(key: string): string {
  return key.length > 40 ? `${key.slice(0, 39)}…` : key;
}
