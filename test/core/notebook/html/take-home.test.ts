import { describe, expect, it } from 'vitest';
import { takeHomePage, type ReaderAnswer } from '../../../../core/notebook/html/take-home.ts';

const hostile = `"><script>alert(1)</script>`;
const asked = {
  question: 'Which number?',
  options: [
    { text: 'nine', right: false, because: 'it came later' },
    { text: 'five', right: false, because: 'another day' },
    { text: 'two', right: true, because: 'it was known' },
  ],
};
const proof = { passed: true, claims: [{ that: 'latest.leaked_rows == 1', passed: true, figures: ['1'] }] };

function pageOf(...answers: Partial<ReaderAnswer>[]): string {
  const all = answers.map((answer) => ({ asked, tried: [], proofs: [proof], ...answer }));
  const page = takeHomePage({ lesson: 'Three rows', date: '8 March 2024', answers: all, madeBy: 'asof' });
  return page
    .replace(/<style>[^]*<\/style>/, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

describe('the page of a lesson that is taken home', () => {
  it('names the lesson and the day, and counts what was answered', () => {
    expect(pageOf({ tried: [2] }, { tried: [0, 2] }, { tried: [0] }, {})).toContain(
      'Three rows: my answers 8 March 2024. 2 of 4 questions answered, 1 at the first try.',
    );
  });

  it('says what was chosen first, after how many tries it was right, why, and what proves it', () => {
    const page = pageOf({ tried: [0, 1, 2] });
    expect(page).toMatch(
      /Question 1 right after 3 tries Which number\? Chosen first: nine ✗ not this it came later Right: two it was known latest.leaked_rows == 1 ✓ holds 1/,
    );
    expect(page).not.toContain('another day');
  });

  it('says it once where the first was right', () => {
    expect(pageOf({ tried: [2] })).toMatch(
      /right at the first try Which number\? Chosen first: two ✓ right it was known/,
    );
    expect(pageOf({ tried: [2] })).not.toContain('Right:');
  });

  it('lists what is not answered, and does not tell what is right', () => {
    expect(pageOf({})).toMatch(/Question 1 not answered Which number\? Made by/);
    expect(pageOf({ tried: [0] })).toMatch(
      /not answered Which number\? Chosen first: nine ✗ not this it came later Made/,
    );
  });

  it('says of a check that has no answer why', () => {
    expect(pageOf({ tried: [2], proofs: [{ lack: 'the check has not run' }] })).toContain(
      'Not checked: the check has not run',
    );
  });

  it('has what anybody wrote as text', () => {
    const option = { text: hostile, right: true, because: hostile };
    const wrong = { asked: { question: hostile, options: [option] }, tried: [0], proofs: [{ lack: hostile }] };
    const page = takeHomePage({ lesson: hostile, date: hostile, answers: [wrong], madeBy: hostile });
    expect(page.match(/alert\(1\)/g)!.length).toBeGreaterThan(7);
    expect(page).not.toContain('<script');
  });
});
