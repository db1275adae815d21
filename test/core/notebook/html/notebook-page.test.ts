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
const plain = '```asof materialize\nviews: [orders]\n```\n';

describe('the page of a notebook', () => {
  it('has what anybody wrote as text: titles, prose, SQL, columns, values and failures', () => {
    const rows = { columns: [{ name: hostile, isNumber: false }], rows: [[hostile]], all: 1, isPart: false };
    const problems = [{ title: hostile, hint: hostile }];
    const pieces = [
      { prose: hostile },
      cellOf(select.replace('1', `'${hostile}'`), { rows }),
      cellOf(plain, { status: 'failed', problems }),
      cellOf(plain, { status: 'stale', because: hostile, answer: { report: {}, said: hostile } }),
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
    expect(pageOf([cellOf(plain, { answer })])).toMatch(/fresh<\/small>[^]*orders: 4 rows, 2 columns/);
    expect(pageOf([cellOf(plain, { status: 'stale', because: 'days changed', answer })])).toMatch(
      /stale: days changed<\/p>[^]*orders: 4 rows/,
    );
    expect(pageOf([cellOf(plain, { status: 'never run' })])).toMatch(/never run<\/small>/);
    const failed = cellOf(plain, { status: 'failed', problems: [{ title: 'no file', hint: '' }], answer });
    expect(pageOf([failed])).toMatch(/failed<\/small>[^]*no file/);
    expect(pageOf([failed])).not.toContain(said);
  });

  it('says how many rows there are where it shows the first', () => {
    const rows = { columns: [{ name: 'n', isNumber: true }], rows: [['1'], [null]], all: 3, isPart: true };
    const page = pageOf([cellOf(select, { rows })]);
    expect(page).toContain('the first 2 of 3 rows, cut down by a filter');
    expect(page).toContain('<td class="none n">null</td>');
  });

  it.each([
    [
      'drift\nreference: a\ncurrent: b',
      {
        drifted: 1,
        features: [
          {
            ...{
              view: hostile,
              feature: hostile,
              kind: 'number',
              rows: { reference: 1200, current: 9 },
              drifted: true,
            },
            ...{ null_rate: { reference: 0, current: 0, change: null }, mean: { reference: 1, current: 2 } },
            ...{
              bins: [{ label: hostile, reference: 0.75, current: 0.25 }],
              cause: { cause: 'values' },
              why: 'PSI 0.4',
            },
          },
        ],
        not_compared: ['b: day is not compared'],
      },
      [
        /1,200<\/td>\s*<td class="n">9</,
        /<b>moved<\/b>/,
        /PSI 0\.4; the same entities/,
        /<rect class="then"[^]*<path d/,
        /b: day is/,
      ],
    ],
    [
      'freshness',
      {
        ...{ overdue: 1, approaching: 0, now: '2024-01-01T02:00:00Z' },
        views: [
          {
            ...{ view: hostile, state: 'breached', run_age_seconds: 7200, event_age_seconds: null, sampled: 3 },
            ...{
              max_staleness_seconds: 3600,
              alert_threshold_seconds: null,
              last_run: '2024-01-01T00:00:00Z',
              breaches_at: '2024-01-01T01:00:00Z',
            },
            note: 'no clock agrees',
          },
        ],
      },
      [/<p class="said">[^<]+/, /breached<\/td>/, /2 h<\/td>/, /no clock agrees/],
    ],
    [
      'duplicates',
      {
        ...{ duplicates: 1, features: 2, groups: [{ features: 2, entities: 200 }], unproven: 0, skipped: [] },
        pairs: [
          {
            ...{ a: hostile, b: 'v:b', relation: 'scaled', compared: 200, agree: 100, detail: '100 times a' },
            ...{ keep: 'b', why: 'it is fresher' },
          },
        ],
      },
      [
        /1 pair of 2 features at 200 entities says the same/,
        /scaled<\/td>\s*<td class="n">50 %<\/td>/,
        /it is fresher/,
      ],
    ],
    [
      'cost',
      {
        ...{ views: [], records: 4, bytes: 4096, unread_bytes: null, entities: [] },
        savings: [{ kind: 'ttl', view: hostile, feature: null, bytes: 2048, detail: 'never served' }],
      },
      [/4 records of 0 views take 4.1 kB/, /<td class="n">2.0 kB<\/td>\s*<td class="">never served/],
    ],
    [
      'data\ntable: orders',
      { columns: [{ name: hostile, role: 'target', type: 'BIGINT', nulls: 1000, distinct: 2, min: '0', max: '1' }] },
      [/target<\/td>[^]*BIGINT[^]*1,000<\/td>/],
    ],
    [
      'training-set\nlabels: l\nfeatures: ["v:f"]',
      { views: [{ view: hostile, matched: 3, expired: 0, unknown_yet: 1, no_history: 0 }] },
      [/not yet known<\/th>/, /3<\/td>\s*<td class="n">0<\/td>\s*<td class="n">1</],
    ],
    [
      'lookup\nfeatures: ["v:f"]\nentity: {id: 1}',
      {
        results: [
          { entity: { id: hostile }, features: { v__f: { value: null, status: 'missing', event_timestamp: null } } },
        ],
      },
      [/null<\/td>\s*<td class="">missing/],
    ],
    [
      'serving\nfeatures: ["v:f"]\nentity: {id: 1}',
      {
        statuses: { present: 0, null: 0, missing: 0, expired: 1 },
        latency: { requests: 9, median_ms: 0.5, p99_ms: 2 },
        answer: {
          entities: [{ id: hostile }],
          features: { v__f: { values: [7], statuses: ['expired'], event_timestamps: ['2024-01-01T00:00:00Z'] } },
        },
      },
      [/Half of 9 requests[^]*1 expired\./, /7<\/td>\s*<td class="">expired<\/td>\s*<td class="">2024-01-01T00:00:00Z/],
    ],
  ])('shows what it found as tables, and as text: %s', (body, report, found) => {
    const page = pageOf([cellOf(`\`\`\`asof ${body}\n\`\`\`\n`, { answer: { report, said: '' } })]);
    for (const pattern of found) expect(page).toMatch(pattern);
    expect(page).toContain('alert(1)');
    expect(page).not.toMatch(/<script|<img|onerror='/);
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
