import { join } from 'node:path';
import { packageRoot } from '../../core/node/package-root.ts';
import { SqlProcesses, type ChildProgram } from '../../core/node/notebook/sql/processes.ts';

/** A child process from the sources. */
export const sqlChild: ChildProgram = {
  script: join(packageRoot, 'core', 'node', 'notebook', 'sql', 'child-main.ts'),
  execArgv: ['--import', 'tsx'],
};

export function sqlProcesses(): SqlProcesses {
  return new SqlProcesses(sqlChild);
}
