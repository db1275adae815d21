import { AsofError } from '../core/errors/asof-error.ts';
import { bridgeName, type DesktopBridge } from '../core/rpc/desktop-bridge.ts';
import { desktop } from './host/desktop.ts';
import type { Surroundings } from './host/shell.ts';
import { tab, takeToken } from './host/tab.ts';

export type { Surroundings };

/**
 * Finds who computes for this page: the desktop's host process, the server that the page came from,
 * or else the page itself. Throws an `AsofError` where there is a host that cannot be reached.
 */
export async function connectHost(): Promise<Surroundings> {
  const bridge = (window as { [bridgeName]?: DesktopBridge })[bridgeName];
  if (bridge) return desktop(bridge);
  if (document.querySelector('meta[name="asof-served"]')) {
    const token = await takeToken();
    if (token) return tab(token);
    const hint = 'open the whole address that asof serve printed, and this link in the same browser';
    throw new AsofError('not_here', { what: 'working', where: 'in a tab without the token', hint });
  }
  return (await import('./host/page.ts')).page();
}
