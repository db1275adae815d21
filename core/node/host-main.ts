import { emitterTransport, type EmitterPort, type Transport } from '../rpc/transport.ts';
import { refuseHost } from '../rpc/serve-host.ts';
import { openHost } from './host/host.ts';
import { processTransport } from './host/process-transport.ts';

/**
 * The host as a process of its own. The desktop forks it as a utility process and hands it a
 * MessagePort a page; as an ordinary child of Node's it answers over the channel to its parent.
 */
interface DesktopParent {
  on(event: 'message', listener: (event: { ports: EmitterPort[] }) => void): unknown;
}

const opening = openHost();
// Told to whoever asks: a host that ended instead would be started again and again.
const connect = (transport: Transport): void => {
  opening.then(
    (host) => host.connect(transport),
    (error: unknown) => refuseHost(error, transport),
  );
};

const desktop = (process as { parentPort?: DesktopParent }).parentPort;
if (desktop) {
  desktop.on('message', ({ ports: [port] }) => {
    if (port) connect(emitterTransport(port));
  });
} else if (process.send) {
  process.once('disconnect', () => void opening.then((host) => host.close()));
  connect(processTransport(process));
} else {
  throw new Error('the host answers a parent process; for a browser tab there is asof serve');
}
