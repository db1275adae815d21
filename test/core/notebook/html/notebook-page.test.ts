import { describe, expect, it } from 'vitest';
import { notebookPage, type CellOnPage, type PieceOnPage } from '../../../../core/notebook/html/notebook-page.ts';
import { readNotebook } from '../../../../core/notebook/notebook.ts';

const hostile = `"><script>alert(1)</script><img src=x onerror='a()'>`;

/** The first cell of a notebook, as it stands. */
function cellOf(text: string, stands: Partial<CellOnPage> = {}): CellOnPage {
  const [cell] = readNotebook(text, 'n.md').cells;
  return { cell: cell!, status: 'fresh', because: '', problems: [], answer: null, rows: null, ...stands };
}

function pageOf(pieces: readonly PieceOnPage[], title: string | null = null): string {
  return notebookPage({ title, name: 'n.md', pieces, left: '', madeBy: 'asof' });
}

const select = '```sql late\nSELECT 1\n```\n';
const data = '```asof data\ntable: orders\n```\n';

describe('the page of a notebook', () => {
  it('has what anybody wrote as text: titles, prose, SQL, columns, values and failures', () => {
    const rows = { columns: [{ name: hostile, isNumber: false }], rows: [[hostile]], all: 1, isPart: false };
    const problems = [{ title: hostile, hint: hostile }];
    const pieces = [
      { prose: hostile },
      cellOf(select.replace('1', `'${hostile}'`), { rows }),
      cellOf(data, { status: 'failed', problems }),
      cellOf(data, { status: 'stale', because: hostile, answer: { report: {}, said: hostile } }),
    ];
    const page = pageOf(pieces, hostile);
    expect(page.match(/alert\(1\)/g)!.length).toBeGreaterThan(8);
    expect(page).not.toMatch(/<script|<img|onerror='/);
  });

  it('loads nothing and runs nothing', () => {
    const page = pageOf([{ prose: '![a](http://a.b/c.png) <iframe src="http://a.b"></iframe>' }]);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(?:img|iframe|script|link|object)/);
  });

  it('says how each cell stands, and shows no answer where there is none', () => {
    const said = 'orders: 4 rows, 2 columns';
    const answer = { report: {}, said };
    expect(pageOf([cellOf(data, { answer })])).toMatch(/fresh<\/small>[^]*orders: 4 rows, 2 columns/);
    expect(pageOf([cellOf(data, { status: 'stale', because: 'days changed', answer })])).toMatch(
      /stale: days changed<\/p>[^]*orders: 4 rows/,
    );
    expect(pageOf([cellOf(data, { status: 'never run' })])).toMatch(/never run<\/small>/);
    const failed = cellOf(data, { status: 'failed', problems: [{ title: 'no file', hint: '' }], answer });
    expect(pageOf([failed])).toMatch(/failed<\/small>[^]*no file/);
    expect(pageOf([failed])).not.toContain(said);
  });

  it('says how many rows there are where it shows the first', () => {
    const rows = { columns: [{ name: 'n', isNumber: true }], rows: [['1'], [null]], all: 3, isPart: true };
    const page = pageOf([cellOf(select, { rows })]);
    expect(page).toContain('the first 2 of 3 rows, cut down by a filter');
    expect(page).toContain('<td class="none n">null</td>');
  });

  it('asks its reader and does not answer', () => {
    const asked =
      '```asof ask\nquestion: Which?\noptions:\n  - {text: two, right: true, because: known then}\n  - {text: nine, because: no}\n```\n';
    const page = pageOf([cellOf(asked)]);
    expect(page).toMatch(/Which\?[^]*<li>two<\/li>\s*<li>nine<\/li>/);
    expect(page).not.toMatch(/known then|fresh|✓/);
  });

  it('has one title: its own, else that of its first words, else its name', () => {
    const titles = (page: string) => [...page.matchAll(/<h1[^>]*>([^<]*)/g)].map(([, text]) => text);
    expect(titles(pageOf([{ prose: 'x' }], 'Late'))).toEqual(['Late']);
    expect(titles(pageOf([{ prose: '# Mine\n' }]))).toEqual(['Mine']);
    expect(titles(pageOf([{ prose: 'x' }]))).toEqual(['n.md']);
  });
});
