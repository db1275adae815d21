import type { MessagePortMain } from 'electron';

/** The part of Electron's UtilityProcess that is used here. */
export interface Child {
  postMessage(message: unknown, ports: MessagePortMain[]): void;
  on(event: 'exit', listener: (code: number) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  kill(): boolean;
}

/** The host process: started when a page first asks for it, and again when it is asked for after it died. */
export class HostProcess {
  readonly #fork: () => Child;
  readonly #lost: () => void;
  #child: Child | null = null;

  /** @param lost The process ended, and nobody had stopped it. */
  constructor(fork: () => Child, lost: () => void) {
    this.#fork = fork;
    this.#lost = lost;
  }

  /** Hands one end of a channel to the host, which answers the page at the other. */
  connect(port: MessagePortMain): void {
    this.#child ??= this.#start();
    this.#child.postMessage({ kind: 'connect' }, [port]);
  }

  stop(): void {
    const child = this.#child;
    this.#child = null;
    child?.kill();
  }

  #start(): Child {
    const child = this.#fork();
    // Out of memory, say: unheard it would be thrown here, in the main process. That it exits comes after.
    child.on('error', () => undefined);
    child.on('exit', () => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#lost();
    });
    return child;
  }
}
