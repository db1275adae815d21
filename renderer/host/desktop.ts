import { hostPortMessage, type DesktopBridge } from '../../core/rpc/desktop-bridge.ts';
import { lastingHost } from '../../core/rpc/lasting-host.ts';
import { portTransport, type Transport } from '../../core/rpc/transport.ts';
import { AsofError } from '../../core/errors/asof-error.ts';
import { pause } from './pause.ts';
import type { Shell, Surroundings } from './shell.ts';

/** The host process of the desktop, over a MessagePort. */
export async function desktop(bridge: DesktopBridge): Promise<Surroundings> {
  let current: Transport | null = null;
  // A port does not reliably say that the process at its other end was killed; the desktop does.
  bridge.onHostLost(() => current?.close());
  const host = await lastingHost({ open: async () => (current = portTransport(await nextPort(bridge))), pause });
  const shell: Shell = {
    kind: 'desktop',
    adopt: async (file) => ({ path: await adopt(bridge, file), passing: null }),
    dialogs: bridge,
    pdf: () => bridge.pdf(),
    oncommand: (listener) => bridge.onCommand(listener),
    opened: (workspace) => bridge.opened(workspace),
    recent: async () => (await bridge.recent()).map((opened) => ({ ...opened, copies: 0 })),
    forget: (ref) => Promise.resolve(bridge.gone(ref)),
    progress: (fraction) => bridge.progress(fraction),
    theme: (choice) => bridge.theme(choice),
    keepOffline: () => {},
  };
  return { host, shell };
}

function nextPort(bridge: DesktopBridge): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const receive = (event: MessageEvent): void => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== hostPortMessage || !port) return;
      window.removeEventListener('message', receive);
      resolve(port);
    };
    window.addEventListener('message', receive);
    bridge.connectHost().catch((cause: unknown) => {
      window.removeEventListener('message', receive);
      reject(new AsofError('host_lost', {}, { cause }));
    });
  });
}

function adopt(bridge: DesktopBridge, file: File): Promise<string> {
  const path = bridge.pathForFile(file);
  if (path) return Promise.resolve(path);
  const hint = 'save it as a file first, then drop that';
  return Promise.reject(new AsofError('not_here', { what: `opening ${file.name}`, where: 'without a path', hint }));
}
