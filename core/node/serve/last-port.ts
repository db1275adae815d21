import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userDataFolder } from '../user-data.ts';
import type { RunningServer } from './server.ts';

/**
 * Serves on the port of the first time where that is free, else on any: a browser keeps what it keeps by the address,
 * what was typed and not saved among it.
 */
export async function onLastPort(start: (port: number) => Promise<RunningServer>): Promise<RunningServer> {
  const folder = userDataFolder();
  const file = join(folder, 'port');
  const said = await readFile(file, 'utf8').catch(() => '');
  const last = /^\d{1,5}$/.test(said) && Number(said) <= 65_535 ? Number(said) : 0;
  const server = await start(last).catch(() => start(0));
  if (last === 0) {
    const write = async (): Promise<void> => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(file, new URL(server.address).port, { mode: 0o600 });
    };
    await write().catch(() => undefined);
  }
  return server;
}
