import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'feast-0.67');
const patienceMs = 280_000;

/**
 * A Python that has Feast 0.67: the one that FEAST_PYTHON names, else one of our own, which is made where it can be.
 * Null where there is none, which one line says.
 */
export function findFeast(): string | null {
  const found = installedFeast();
  if (found !== null) return found;
  const python = pythonOfFeast();
  try {
    if (process.env.FEAST_PYTHON) throw new Error('FEAST_PYTHON has none');
    const quiet = { stdio: 'ignore', timeout: patienceMs } as const;
    execFileSync('python3', ['-m', 'venv', folder], quiet);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'feast[duckdb]==0.67.*'], quiet);
    if (hasFeast(python)) return python;
  } catch {
    if (!process.env.FEAST_PYTHON) rmSync(folder, { recursive: true, force: true });
  }
  process.stderr.write('Skipped: Feast 0.67 could not be installed; FEAST_PYTHON names a Python that has it.\n');
  return null;
}

/** The same, and nothing is installed. */
export function installedFeast(): string | null {
  const python = pythonOfFeast();
  return hasFeast(python) ? python : null;
}

function pythonOfFeast(): string {
  return process.env.FEAST_PYTHON ?? join(folder, 'bin', 'python');
}

function hasFeast(python: string): boolean {
  const version = 'from importlib.metadata import version as v; assert v("feast").startswith("0.67.")';
  try {
    execFileSync(python, ['-c', version], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
