import { describe, expect, it } from 'vitest';
import type { CatalogFacts } from '../../../core/catalog-site/catalog-facts.ts';
import { unknownLines } from '../../../core/catalog-site/catalog-facts.ts';
import { pageNames } from '../../../core/catalog-site/page-names.ts';
import { isCatalogSite } from '../../../core/catalog-site/site-mark.ts';
import { catalogSite } from '../../../core/catalog-site/site.ts';
import type { EntryKind } from '../../../core/catalog/node-id.ts';
import { nodeId } from '../../../core/catalog/node-id.ts';
import { oddFacts } from '../../support/odd-catalog.ts';
import { Random } from '../../support/random.ts';

const facts = oddFacts();
const files = new Map([...catalogSite(facts)].map(({ path, text }) => [path, text]));
const names = pageNames(facts.report.entries);

/** Of a thing its page, as text without its marks. */
function page(kind: EntryKind, name: string, of: Map<string, string> = files): string {
  return textOf(of.get(`pages/${names.get(nodeId(kind, name))!}`)!);
}

function textOf(html: string): string {
  const plain = html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  return plain.replaceAll(/\s+/g, ' ');
}

describe('the files of pages', () => {
  it('have names that any file system takes, and keep them whatever else is defined', () => {
    const random = new Random(5);
    const letters = ['a', 'A', 'b', '.', '-', '_', ':', '/', '\\', ' ', 'ü', '"', '%', '\n', '🙂', ''];
    const kinds: EntryKind[] = ['feature', 'feature view', 'notebook'];
    const word = () => Array.from({ length: 1 + random.below(4) }, () => random.one(letters)).join('');
    const all = new Map(
      Array.from({ length: 3000 }, () => ({ kind: random.one(kinds), name: word() })).map((one) => [
        nodeId(one.kind, one.name),
        one,
      ]),
    );
    const entries = [...all.values(), { kind: 'feature' as const, name: 'x'.repeat(5000) }];
    const given = pageNames(entries);
    const lower = new Set([...given.values()].map((file) => file.toLowerCase()));
    expect(lower.size).toBe(entries.length);
    for (const file of lower)
      expect(file).toMatch(/^[a-z]+\.[a-z0-9_][a-z0-9_.-]{0,90}\.html$|^[a-z]+\.-[0-9a-f]+\.html$/);
    for (const entry of entries.slice(0, 50)) {
      const id = nodeId(entry.kind, entry.name);
      expect(pageNames([entry]).get(id)).toBe(given.get(id));
    }
  });

  it('say plainly what is plainly named', () => {
    const plain = pageNames([
      { kind: 'feature', name: 'profile_v2:age' },
      { kind: 'feature view', name: 'profile_v2' },
      { kind: 'notebook', name: 'all.md' },
    ]);
    expect([...plain.values()]).toEqual(['feature.profile_v2.age.html', 'view.profile_v2.html', 'notebook.all.html']);
  });
});

describe('a site of the catalog', () => {
  it('has a page of each thing, and leads only to what is there', () => {
    expect(files.size).toBe(facts.report.entries.length + 3);
    let links = 0;
    for (const [path, text] of files) {
      if (!path.endsWith('.html')) continue;
      for (const [, href] of text.matchAll(/(?:href|src)="([^"]*)"/g)) {
        const file = new URL(href!.split('#')[0]!, `site:/${path}`).pathname.slice(1);
        expect(files.has(file), `${path} leads to ${href}`).toBe(true);
        links++;
      }
    }
    expect(links).toBeGreaterThan(files.size);
  });

  it('lets nothing that is named or described be more than text', () => {
    for (const [path, text] of files) {
      if (!path.endsWith('.html')) continue;
      const scripts = [...text.matchAll(/<script\b[^>]*>/gi)].map(([tag]) => tag);
      expect(scripts).toEqual(path === 'index.html' ? ['<script src="search.js" defer>'] : []);
      expect(text).toContain("content=\"default-src 'none'; style-src 'self' file:");
      expect(text).not.toMatch(/https?:|\son\w+=|<style/);
    }
  });

  it('says of a feature what it is, its values, and why something is not known', () => {
    const known = page('feature', 'growth_odd_v1:x/y');
    expect(known).toContain('growth "ml"');
    expect(known).toContain('used by model/1 feature service');
    expect(known).toContain('nulls 1 (25 %)');
    expect(known).toContain('mean 1.5');
    expect(known).toContain('Freshness Not known: the store cannot be reached');
    expect(page('feature', 'über/v1:x/y')).toContain('Values Not known: no such file: ');
    expect(page('feature', 'über/v1:x/y')).toContain('used by nobody');
    expect(page('feature', 'counts_v1:n')).toContain('Values Not known: it is computed, and has no rows of its own');
    expect(page('feature view', 'counts_v1')).toContain('counts_v1 has no tag "team", which naming asks for');
    expect(unknownLines(facts)).toEqual([
      expect.stringMatching(/^values of über\/v1 not known: no such file/),
      'freshness of growth_odd_v1 not known: the store cannot be reached',
    ]);
  });

  it('says how old what is online is', () => {
    const view = {
      ...{ view: 'growth_odd_v1', state: 'approaching' as const, run_age_seconds: 72_000, sampled: 7, note: 'A note.' },
      ...{ event_age_seconds: { median: 60, p95: 3600, max: null }, max_staleness_seconds: 86_400 },
      ...{ alert_threshold_seconds: null, last_run: '2024-05-31T04:00:00Z', breaches_at: '2024-06-01T04:00:00Z' },
    };
    const told: CatalogFacts = { ...facts, freshness: new Map([['growth_odd_v1', { value: view }]]) };
    const fresh = new Map([...catalogSite(told)].map(({ path, text }) => [path, text]));
    const said =
      'as of 2024-06-01T00:00:00Z state approaching last run 2024-05-31T04:00:00Z age 20 h limit 1 d within it until 2024-06-01T04:00:00Z events: median, p95, oldest 1 m, 1 h, without end (of 7 records) A note.';
    expect(page('feature view', 'growth_odd_v1', fresh)).toContain(said);
    expect(page('feature view', 'counts_v1', fresh)).toContain('nothing of it is kept online');
  });

  it('says on its first page what is lacking, and what could not be read', () => {
    const first = textOf(files.get('index.html')!);
    expect(first).toContain('What could not be read the file of ');
    for (const said of [
      '25 features that nobody uses',
      '1 source that nobody reads',
      '2 views without an owner',
      '2 views not named by the rule',
    ])
      expect(first).toContain(said);
  });

  it('is the same whenever it is made of the same', () => {
    expect([...catalogSite(oddFacts())]).toEqual([...catalogSite(facts)]);
  });

  it('tells its own folder from everybody else’s', () => {
    const own = ['index.html', 'style.css', 'search.js', 'pages', 'pages/a.html'];
    const index = files.get('index.html')!;
    expect(isCatalogSite(own, index)).toBe(true);
    expect(isCatalogSite(own, '<html></html>')).toBe(false);
    expect(isCatalogSite([...own, 'CNAME'], index)).toBe(false);
    expect(isCatalogSite([...own, 'pages/a/b.html'], index)).toBe(false);
  });
});
