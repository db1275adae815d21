import type { ReadBack } from '../../../core/rpc/online-api.ts';
import type { ViewReceipt } from '../../../core/materialize/receipt.ts';
import { count, plural, took } from '../../../core/text/figures.ts';

type Figures = Pick<ViewReceipt, 'rows_read' | 'written' | 'seconds'>;

/**
 * What a run would do; `strong` is the part to be seen. That the store is up to date is said only where
 * something was read and found to be there: where nothing was read, nothing is known. `then` is a moment, or nothing.
 */
export function sayPlan(would: readonly Figures[], then: string): { before: string; strong: string; after: string } {
  const written = sum(would, 'written');
  if (sum(would, 'rows_read') === 0)
    return { before: '', strong: 'Nothing was read', after: `${then}, so nothing would be written.` };
  if (written > 0)
    return {
      before: 'Nothing is written yet. This would write ',
      strong: plural(written, 'record'),
      after: `, the latest row of each entity${then}. A newer one in the store is kept.`,
    };
  const all = would.every(({ rows_read: rows }) => rows > 0);
  const strong = `the store has ${all ? 'all that was read' : 'what was read'}`;
  return { before: 'Nothing new to write: ', strong, after: `${then}, or something newer.` };
}

/** What a run has done; `store` is what it is called in a sentence. */
export function sayDone(done: readonly Figures[], store: string): { good: boolean; strong: string; after: string } {
  if (sum(done, 'rows_read') === 0)
    return { good: false, strong: 'Nothing was read', after: `, so nothing was written to ${store}.` };
  const written = `${plural(sum(done, 'written'), 'record')} written`;
  return { good: true, strong: written, after: ` to ${store} in ${took(sum(done, 'seconds'))}.` };
}

/** What should be known of the views, one line each. */
export function notesByView(
  receipts: readonly Pick<ViewReceipt, 'view' | 'notes'>[],
): { view: string; text: string }[] {
  return receipts.flatMap(({ view, notes = [] }) => notes.map((text) => ({ view, text })));
}

function sum(receipts: readonly Figures[], of: keyof Figures): number {
  return receipts.reduce((total, receipt) => total + receipt[of], 0);
}

/** What reading samples back has shown; `good` where the store holds what was written, or something newer. */
export function sayCheck(checks: readonly ReadBack[]): { good: boolean; text: string } {
  const all = (of: 'looked' | 'newer' | 'missing' | 'different') =>
    checks.reduce((total, check) => total + check[of], 0);
  const [looked, newer, missing, different] = [all('looked'), all('newer'), all('missing'), all('different')];
  if (looked === 0) return { good: true, text: '' };
  const wrong = [missing ? `${count(missing)} missing` : '', different ? `${count(different)} different` : ''];
  if (missing + different > 0) {
    const example = checks.find((check) => check.example !== null)?.example ?? '';
    return {
      good: false,
      text: `Read back ${count(looked)}: ${wrong.filter(Boolean).join(', ')}, for example ${example}.`,
    };
  }
  const fresh = newer ? `${count(looked - newer)} as written, ${count(newer)} newer already` : 'all as written';
  return { good: true, text: `Read back ${count(looked)} of them: ${looked === 1 ? 'as written' : fresh}.` };
}
