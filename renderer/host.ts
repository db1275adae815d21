import { AsofError } from '../core/errors/asof-error.ts';
import { bridgeName, type DesktopBridge } from '../core/rpc/desktop-bridge.ts';
import { loadedWithPage } from '../core/browser/page/loaded.ts';
import type { Surroundings } from './host/shell.ts';

export type { Surroundings };

/**
 * Finds who computes for this page: the desktop's host process, the server that the page came from,
 * or else the page itself. The code of each is loaded where it is needed. Throws an `AsofError` where there is a
 * host that cannot be reached.
 */
export async function connectHost(): Promise<Surroundings> {
  const bridge = (window as { [bridgeName]?: DesktopBridge })[bridgeName];
  if (bridge) return (await loadedWithPage(import('./host/desktop.ts'))).desktop(bridge);
  if (document.querySelector('meta[name="asof-served"]')) {
    const { tab, takeToken } = await loadedWithPage(import('./host/tab.ts'));
    const token = await takeToken();
    if (token) return tab(token);
    const hint = 'open the whole address that asof serve printed, and this link in the same browser';
    throw new AsofError('not_here', { what: 'working', where: 'in a tab without the token', hint });
  }
  return (await loadedWithPage(import('./host/page.ts'))).page();
}
