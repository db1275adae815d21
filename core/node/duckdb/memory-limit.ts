import type { Engine } from '../../engine/engine.ts';
import { sql } from '../../sql/sql.ts';

const units: Record<string, number> = { bytes: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

/** How many bytes DuckDB may use: what was asked for, else its own share of the machine's. */
export async function memoryLimit(engine: Engine): Promise<number> {
  const [setting] = await engine.rows<{ said: string }>(sql`SELECT current_setting('memory_limit') AS said`);
  const [number, unit] = setting!.said.split(' ');
  return Number(number) * (units[unit ?? ''] ?? Infinity);
}
