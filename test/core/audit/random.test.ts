import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditSet } from '../../../core/audit/audit.ts';
import { planAudit } from '../../../core/audit/plan-audit.ts';
import type { Origin } from '../../../core/audit/report.ts';
import { sql } from '../../../core/sql/sql.ts';
import { formatIso } from '../../../core/time/instant.ts';
import { openWorkspace } from '../../../core/workspace/workspace.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { Random } from '../../support/random.ts';

const day = 86_400_000_000n;
const instant = (days: number | null) => (days === null ? '' : formatIso(BigInt(days) * day));

interface Values {
  x: number | null;
  tier: string | null;
}
interface Row extends Values {
  id: string | null;
  at: number | null;
  known: number | null;
}
interface Label extends Values {
  id: string | null;
  at: number | null;
}
interface Rules {
  ttl: number;
  available: boolean;
  strict: boolean;
  embargo: number;
  keyless: boolean;
}
interface Found {
  origin: Origin;
  /** Days. */
  peek: number | null;
}

/** What the spec says, in loops. */
function expected(label: Label, rows: readonly Row[], rules: Rules, feature: keyof Values): Found {
  const value = label[feature];
  if (value === null) return { origin: 'null', peek: null };
  const { at } = label;
  const own = rows.filter((row) => row.at !== null && (rules.keyless || (row.id !== null && row.id === label.id)));
  if (at === null) return { origin: 'unknown', peek: null };
  const moment = at - rules.embargo;
  const counts = (row: Row) =>
    (rules.strict ? row.at! < moment : row.at! <= moment) &&
    (!rules.available || (row.known !== null && row.known <= moment));
  const last = own.filter(counts).reduce<Row | null>((best, row) => (best && best.at! > row.at! ? best : row), null);
  const winner = last && (rules.ttl === 0 || last.at! >= at - rules.ttl) ? last : null;
  const same = (other: number | string | null) =>
    other === value || (typeof other === 'number' && typeof value === 'number' && Math.abs(other - value) < 1e-9);
  if (winner && same(winner[feature])) return { origin: 'known', peek: null };
  const having = own.filter((row) => same(row[feature]));
  const early = having.filter(counts);
  const late = having.filter((row) => !counts(row));
  if (early.length > 0) return { origin: late.length > 0 ? 'either' : 'stale', peek: null };
  if (late.length === 0) return { origin: 'unknown', peek: null };
  const moments = late.map((row) => (rules.available ? Math.max(row.at!, row.known ?? Infinity) : row.at!));
  return { origin: 'future', peek: Math.min(...moments) - at };
}

describe.each(engines)('an audit against loops over random rows, in $name', ({ name, open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  it('finds where every value can have come from, and how far one reaches', async () => {
    const met = new Map<Origin, number>();
    for (let seed = 0; seed < (name === 'DuckDB native' ? 25 : 6); seed++) {
      const random = new Random(seed);
      const rules: Rules = {
        ttl: random.chance(0.5) ? 8 : 0,
        available: random.chance(0.5),
        strict: random.chance(0.4),
        embargo: random.chance(0.3) ? 2 : 0,
        keyless: random.chance(0.2),
      };
      const values = (): Values => ({
        x: random.one([null, 1.5, 2.5, 0.30000000000000004, 0.3, -0.3, 0]),
        tier: random.one([null, 'gold', 'free', 'none']),
      });
      const id = () => random.one(['a', 'b', 'c', null, 'a', 'b']);
      const rows = Array.from({ length: 1 + random.below(30) }, (): Row => {
        const at = random.chance(0.05) ? null : random.below(40);
        return { id: id(), at, known: random.chance(0.1) ? null : (at ?? 0) + random.below(10), ...values() };
      });
      const labels = Array.from({ length: 1 + random.below(30) }, (): Label => {
        const row = random.one(rows);
        const served = random.chance(0.7) ? { x: row.x, tier: row.tier } : values();
        return {
          id: random.chance(0.6) ? row.id : random.one(['a', 'd']),
          at: random.chance(0.05) ? null : random.below(45),
          ...served,
        };
      });
      const line = (cells: (string | number | null)[]) => cells.map((cell) => cell ?? '').join();
      const folder = `w${seed}`;
      const source = `{name: stats, path: stats.csv, timestamp_field: at${rules.available ? ', available_at: known' : ''}}`;
      const yaml = `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources: [${source}]
feature_views:
  - {name: stats_v1, entities: [${rules.keyless ? '' : 'customer'}], source: stats, ttl: ${rules.ttl}d, features: [{name: x}, {name: tier}]}
labels: [{name: asked, path: labels.csv, entities: [customer], timestamp_field: event_at}]
`;
      // First lines, so that types do not depend on what chance left out.
      const stats = rows.map((row) => line([row.id, instant(row.at), instant(row.known), row.x, row.tier]));
      const set = labels.map((one) => line([one.id, instant(one.at), one.x, one.tier]));
      const first = { id: 'z', at: 90, known: 90, x: 0.5, tier: 'first' };
      await opened.put(`${folder}/labels.csv`, ['customer_id,event_at', `z,${instant(90)}`].join('\n'));
      await opened.put(
        `${folder}/stats.csv`,
        ['customer_id,at,known,x,tier', `z,${instant(90)},${instant(90)},0.5,first`, ...stats].join('\n'),
      );
      await opened.put(
        `${folder}/set.csv`,
        ['customer_id,event_at,stats_v1__x,level', `z,${instant(95)},0.5,first`, ...set].join('\n'),
      );
      const { engine, tables } = opened;
      const workspace = openWorkspace({ root: `${opened.root}/${folder}`, text: yaml }, engine, tables);
      const plan = await planAudit(workspace, {
        set: 'set.csv',
        labels: 'asked',
        features: [{ view: 'stats_v1', feature: '*' }],
        map: [{ column: 'level', view: 'stats_v1', feature: 'tier' }],
        options: { boundary: rules.strict ? 'strict' : 'inclusive', embargo: BigInt(rules.embargo) * day },
      });
      const { report, audited } = await auditSet(engine, plan, null);
      const view = audited.views[0]!;
      const found = await engine.rows<{ w0: Origin; w1: Origin; p0: bigint | null; p1: bigint | null }>(
        sql`SELECT w0, w1, p0, p1 FROM ${view.table} ORDER BY n`,
      );
      await audited.scratch.drop();
      const days = (micros: bigint | null) =>
        micros === null ? null : micros > 1000n * day ? Infinity : Number(micros / day);
      const history = [first, ...rows];
      const wanted = labels.map((one) => [expected(one, history, rules, 'x'), expected(one, history, rules, 'tier')]);
      const got = found.slice(1).map(({ w0, w1, p0, p1 }) => [
        { origin: w0, peek: days(p0) },
        { origin: w1, peek: days(p1) },
      ]);
      expect(got, `seed ${seed}: ${JSON.stringify(rules)}`).toEqual(wanted);
      for (const [i, { known, future, stale, either, unknown, null: nulls }] of report.features.entries()) {
        const count = (origin: Origin) => wanted.filter((one) => one[i]!.origin === origin).length;
        // The first line's value is known.
        expect([known - 1, future, stale, either, unknown, nulls], `seed ${seed}`).toEqual(
          (['known', 'future', 'stale', 'either', 'unknown', 'null'] as const).map(count),
        );
      }
      const futureRows = wanted.filter((both) => both.some(({ origin }) => origin === 'future')).length;
      expect(report.future_rows, `seed ${seed}`).toBe(futureRows);
      for (const { origin } of wanted.flat()) met.set(origin, (met.get(origin) ?? 0) + 1);
    }
    for (const origin of ['known', 'future', 'stale', 'either', 'unknown', 'null'] as const)
      expect(met.get(origin) ?? 0, origin).toBeGreaterThan(10);
  });
});
