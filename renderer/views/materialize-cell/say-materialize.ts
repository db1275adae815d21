import type { ReadBack } from '../../../core/rpc/online-api.ts';
import { count } from '../../../core/text/figures.ts';

/** What reading samples back has shown; `good` where the store holds what was written, or something newer. */
export function sayCheck(checks: readonly ReadBack[]): { good: boolean; text: string } {
  const sum = (of: 'looked' | 'same' | 'newer' | 'missing' | 'different') =>
    checks.reduce((total, check) => total + check[of], 0);
  const [looked, newer, missing, different] = [sum('looked'), sum('newer'), sum('missing'), sum('different')];
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
