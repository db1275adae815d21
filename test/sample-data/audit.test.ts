import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditSet } from '../../core/audit/audit.ts';
import { planAudit } from '../../core/audit/plan-audit.ts';
import type { AuditReport } from '../../core/audit/report.ts';
import { isAuditClear } from '../../core/audit/sentence.ts';
import { openNative, type NativeEngine } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { ident, join as joinSql, sql } from '../../core/sql/sql.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { Oracle, type Strategy } from './oracle.ts';
import { customerStats, lessonsFolder, support } from './questions.ts';

const folder = mkdtempSync(join(tmpdir(), 'asof-audit-'));
let engine: NativeEngine;
let oracle: Oracle;
beforeAll(async () => {
  engine = await openNative();
  oracle = await Oracle.open();
});
afterAll(async () => {
  oracle.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** What somebody would hand over who has joined so, as a CSV file. */
async function handedOver(strategy: Strategy): Promise<string> {
  const [stats, tickets] = [await oracle.picks(customerStats, strategy), await oracle.picks(support, strategy)];
  const columns = ['customer_id', 'event_timestamp', ...customerStats.features, ...support.features];
  const lines = stats.map(({ key, label_time, values }, i) => {
    return [key, label_time, ...values, ...tickets[i]!.values].map((cell) => cell ?? '').join();
  });
  const path = join(folder, `${strategy}.csv`);
  writeFileSync(path, [columns.join(), ...lines].join('\n'));
  return path;
}

async function audited(strategy: Strategy): Promise<AuditReport> {
  const root = join(lessonsFolder, 'churn');
  const text = readFileSync(join(root, 'asof.yaml'), 'utf8');
  const workspace = openWorkspace({ root, text }, engine, nativeTables(engine));
  const set = await handedOver(strategy);
  const plan = await planAudit(workspace, { set, labels: 'churn_labels', service: 'churn_model_v1' });
  const { report, audited: tables } = await auditSet(engine, plan, null);
  await tables.scratch.drop();
  return report;
}

/** Label rows with a leaking value, and those with one that no row has which was known by then; by brute force. */
async function bruteForce(strategy: Strategy): Promise<{ leaking: number; future: number }> {
  const leaks = [await oracle.leakFlags(customerStats, strategy), await oracle.leakFlags(support, strategy)];
  const set = sql`(SELECT *, row_number() OVER () AS row FROM read_csv(${join(folder, `${strategy}.csv`)}, all_varchar = true))`;
  const rows = [customerStats, support].flatMap(({ source, features, available }) =>
    features.map((name) => {
      const value = ident(name);
      const known = available ? sql` AND h.${ident(available)} <= s.event_timestamp::TIMESTAMP` : sql``;
      return sql`SELECT row FROM ${set} s WHERE s.${value} IS NOT NULL AND NOT EXISTS (
        FROM ${source} h WHERE h.customer_id = s.customer_id AND h.${value}::VARCHAR = s.${value} AND h.event_timestamp <= s.event_timestamp::TIMESTAMP${known})`;
    }),
  );
  const { n } = await oracle.one(sql`SELECT count(*)::INT AS n FROM (${joinSql(rows, ' UNION ')})`);
  return { leaking: leaks[0]!.filter((one, row) => one || leaks[1]![row]).length, future: Number(n) };
}

test('of three training sets of the same labels, an audit tells which knew the future, and in which rows nobody else could have', async () => {
  const found = [];
  for (const strategy of ['latest', 'event-time', 'as-of'] as const) {
    const report = await audited(strategy);
    const { leaking, future } = await bruteForce(strategy);
    expect(report.future_rows).toBe(future);
    found.push([leaking, future]);
    for (const { known, future, stale, either, unknown, null: nulls } of report.features)
      expect([known + future + stale + either + nulls, unknown]).toEqual([1000, 0]);
    expect(isAuditClear(report)).toBe(strategy === 'as-of');
  }
  // In 28 rows the value from the future is an older one as well, or the very one that was known.
  expect(found).toEqual([
    [526, 498],
    [32, 32],
    [0, 0],
  ]);
});
