import { describe, expect, it } from 'vitest';
import { match } from '../../../renderer/state/match.ts';

const order = (typed: string, ...texts: string[]) =>
  texts
    .map((text) => ({ text, score: match(typed, text) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => b.score! - a.score!)
    .map(({ text }) => text);

describe('match', () => {
  it('finds letters in their order, whatever their case and the spaces between', () => {
    expect(match('CSV1', 'customer_stats_v1')).not.toBeNull();
    expect(match('stats cust', 'customer_stats_v1')).toBeNull();
  });

  it('puts the beginnings of words before the middles', () => {
    expect(order('ts', 'notes', 'training_set')).toEqual(['training_set', 'notes']);
  });

  it('puts letters that follow one another before scattered ones', () => {
    expect(order('sup', 'set_up_later', 'support_v1')[0]).toBe('support_v1');
  });

  it('puts the shorter first where nothing else tells them apart', () => {
    expect(order('churn', 'churn_labels', 'churn')).toEqual(['churn', 'churn_labels']);
  });

  it('fits everything while nothing is typed', () => {
    expect(order('', 'a', 'b')).toHaveLength(2);
  });
});
