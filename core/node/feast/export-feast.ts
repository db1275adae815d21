import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportToFeast, fileStoreYaml, type FeastExport } from '../../ask/export-feast.ts';
import type { AskContext } from '../../ask/context.ts';
import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import {
  featureStoreYaml,
  hasViewWithoutEntities,
  pythonDefinitions,
  type FeastOfflineStore,
} from '../../feast/python.ts';
import { readAddress } from '../../online/address.ts';
import { writeWholeFolder } from '../files/whole-folder.ts';

/** A folder that Feast applies: it appears whole or not at all. Throws `output_exists` where there is something in it. */
export async function writeFeastRepository(
  context: AskContext,
  folder: string,
  online: string | undefined,
  run: Run,
): Promise<FeastExport> {
  const redis = online === undefined ? null : connectionString(online);
  const fill = async (part: string): Promise<FeastExport> => {
    mkdirSync(join(part, 'data'));
    const choice = { pathOf: (file: string) => join(part, file), isSqlite: redis === null };
    const exported = await exportToFeast(context, choice, run);
    const { repository } = exported;
    writeFileSync(join(part, 'definitions.py'), pythonDefinitions(repository));
    const config = (offline: FeastOfflineStore) => featureStoreYaml(repository.project, redis, offline);
    writeFileSync(join(part, 'feature_store.yaml'), config('duckdb'));
    if (hasViewWithoutEntities(repository)) writeFileSync(join(part, fileStoreYaml), config('file'));
    return exported;
  };
  return writeWholeFolder(folder, fill, { run });
}

/** As Feast writes the address of a Redis; a password stays out of it. */
function connectionString(address: string): string {
  const parts = readAddress(address);
  if (parts?.mode !== 'standalone' || parts.password !== '') {
    const expected = 'write redis://HOST:6379/0, and the rest into feature_store.yaml afterwards';
    throw new AsofError('bad_option', { message: '--online is no address of one Redis without a password', expected });
  }
  const db = parts.path.replace('/', '') || '0';
  return [parts.hosts || 'localhost:6379', `db=${db}`, ...(parts.tls ? ['ssl=true'] : [])].join(',');
}
