import { askAudit } from '../ask/audit.ts';
import { filesOf, type AskContext } from '../ask/context.ts';
import { auditRows, auditTable } from '../audit/rows.ts';
import type { Results } from '../results/results.ts';
import { countRows } from '../results/table.ts';
import type { AuditApi } from '../rpc/audit-api.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { HeldAnswer } from './held.ts';
import type { WorkbenchParts } from './ports.ts';

/** Answers the calls of audit. */
export function auditHandlers(
  { engine }: Pick<WorkbenchParts, 'engine'>,
  results: Results<HeldAnswer>,
  contextOf: (workspace: string) => AskContext,
): Pick<Handlers, keyof AuditApi> {
  return {
    async audit({ workspace, owner, name, ...asked }, run) {
      const started = performance.now();
      const { report, audited, opened } = await askAudit(contextOf(workspace), asked, run);
      try {
        const rows = auditTable(audited, report.rows);
        const counts = await countRows(engine, rows, run);
        const columns = await engine.columns(auditRows(audited));
        const held = { answer: { audited }, tables: { rows }, scratches: [audited.scratch] };
        const result = await results.hold({ owner, name }, held, run);
        const seconds = (performance.now() - started) / 1000;
        return { result, files: filesOf(opened), report, counts, columns, seconds };
      } catch (error) {
        await audited.scratch.drop();
        throw error;
      }
    },
  };
}
