import { refuseHost } from '../rpc/serve-host.ts';
import { emitterTransport, type EmitterPort, type Transport } from '../rpc/transport.ts';
import { openHost } from './host/host.ts';
import { processTransport } from './host/process-transport.ts';

/**
 * The host as a process of its own. The desktop forks it as a utility process and hands it a
 * MessagePort a page; as an ordinary child of Node's it answers over the channel to its parent.
 */
interface DesktopParent {
  on(event: 'message', listener: (event: { ports: EmitterPort[] }) => void): unknown;
}

function answerDesktop(parent: DesktopParent): void {
  const connect = hostConnector();
  parent.on('message', ({ ports: [port] }) => {
    if (port) connect(emitterTransport(port));
  });
}

/** Connects pages once the engine is open. Where it cannot be, they are told: a process that ended would be started again and again. */
function hostConnector(): (transport: Transport) => void {
  const opening = openHost();
  const close = (): Promise<void> => opening.then((host) => host.close()).catch(() => undefined);
  // Handles, besides, a failure that comes before the first page asks.
  opening.catch(() => undefined);
  process.once('disconnect', () => void close());
  return (transport) => {
    opening.then(
      (host) => host.connect(transport),
      (error: unknown) => refuseHost(error, transport),
    );
  };
}

const desktop = (process as { parentPort?: DesktopParent }).parentPort;
if (desktop) answerDesktop(desktop);
else if (process.send) hostConnector()(processTransport(process));
else {
  process.stderr.write('asof: the host answers the process that started it; for a browser tab there is asof serve\n');
  process.exitCode = 2;
}
