import { join } from 'node:path';
import { packageRoot } from '../../core/node/package-root.ts';
import { SqlProcesses } from '../../core/node/notebook/sql-processes.ts';

/** Child processes from the sources. */
export function sqlProcesses(): SqlProcesses {
  const script = join(packageRoot, 'core', 'node', 'notebook', 'sql-child-main.ts');
  return new SqlProcesses({ script, execArgv: ['--import', 'tsx'] });
}
