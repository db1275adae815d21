import { checkDefined, checkTables, type CheckReport } from '../check/check.ts';
import type { Run } from '../engine/engine.ts';
import type { Defined } from '../model/defined.ts';
import { check, type CheckQuestion } from '../question/check.ts';
import { meant } from '../question/question.ts';
import { sayInferred, type AskContext } from './context.ts';

/** What is wrong with what a workspace's definitions say; no engine is needed for it, and no file opened. */
export function askCheckDefined({ workspace }: { workspace: Defined }, asked: CheckQuestion): CheckReport {
  return checkDefined(workspace, meant(check, asked).strict);
}

/** The same, and what is wrong with its data by them, all problems at once. What was guessed of a table is told. */
export async function askCheck({ workspace, tell }: AskContext, asked: CheckQuestion, run: Run): Promise<CheckReport> {
  const report = await checkTables(workspace, run, meant(check, asked).strict);
  if (tell) for (const { name, inferred } of report.tables) sayInferred(name, inferred).forEach((line) => tell(line));
  return report;
}
