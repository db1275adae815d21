import { keepOffline } from '../../core/browser/offline/keep-offline.ts';
import { openPageHost } from '../../core/browser/page/host.ts';
import { bare, type Surroundings } from './shell.ts';

/** No host at all: the page computes for itself, with DuckDB-Wasm. */
export async function page(): Promise<Surroundings> {
  const { host, adopt } = await openPageHost();
  return { host, shell: { ...bare(host), kind: 'page', adopt, keepOffline } };
}
