import { reasonIn } from '../../engine/engine-failure.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { sql, type Sql } from '../../sql/sql.ts';

/**
 * The failure of a statement as that of a Parquet file in it, where reading that file alone fails too:
 * DuckDB finds damage only where it reads, and does not always say in which file. Else the failure as it is.
 */
export async function blameFile(
  ask: (query: Sql) => Promise<unknown>,
  failure: unknown,
  statement: Sql,
): Promise<unknown> {
  if (!(failure instanceof AsofError)) return failure;
  const nameless = failure.code === 'file_unreadable' && !failure.where?.file;
  if (failure.code !== 'engine_failed' && failure.code !== 'engine_restarted' && !nameless) return failure;
  for (const pattern of parquetFilesIn(statement)) {
    const reason = await damageOf(ask, pattern);
    if (reason === null) continue;
    const path = pattern.replaceAll(/\[([*?[])\]/g, '$1');
    const params = {
      path,
      format: 'Parquet',
      reason: /^it(?: is|s column) /.test(reason) ? reason : `it is damaged: ${reason}`,
    };
    return new AsofError('file_unreadable', params, { where: { file: path }, cause: failure.cause });
  }
  return failure;
}

/** What is wrong with it; null where all of it can be read, and printed. */
async function damageOf(ask: (query: Sql) => Promise<unknown>, pattern: string): Promise<string | null> {
  try {
    await ask(
      sql`SELECT bit_xor(hash(COLUMNS(*))), bit_xor(hash(COLUMNS(*)::VARCHAR)) FROM read_parquet(${pattern}, hive_partitioning = false)`,
    );
    return null;
  } catch (error) {
    if (!(error instanceof AsofError) || error.code === 'cancelled' || error.code === 'out_of_memory') throw error;
    return reasonIn(error);
  }
}

/** As the statement has them: file names in which `[*]` means a star. */
function parquetFilesIn({ text }: Sql): Set<string> {
  const calls = text.matchAll(/read_parquet\(\[?((?:'(?:[^']|'')*'(?:, )?)+)/g);
  const literals = [...calls].flatMap(([, list]) => [...list!.matchAll(/'((?:[^']|'')*)'/g)]);
  return new Set(literals.map(([, literal]) => literal!.replaceAll("''", "'")));
}
