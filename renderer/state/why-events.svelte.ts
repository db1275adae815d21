import type { WindowWhy } from '../../core/rpc/host-api.ts';
import type { Answering } from './run.svelte.ts';
import type { ValueTarget } from './why.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** Milliseconds that a dragged label has to rest before its events are asked for. */
const restMs = 120;

/** What became of each event of an entity, for the value of a windowed feature. */
export class WhyEvents {
  readonly answer: Answering<WindowWhy>;
  readonly #workbench: Workbench;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #asked: Pick<ValueTarget, 'result' | 'row' | 'view' | 'feature'> | null = null;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.answer = workbench.run('why this value');
  }

  /** At once for another value, and as soon as it rests for another moment. */
  ask({ result, row, view, feature }: ValueTarget, at: bigint): void {
    clearTimeout(this.#resting);
    const now = this.#asked;
    const isDragged = now?.result === result && now.row === row && now.view === view && now.feature === feature;
    this.#asked = { result, row, view, feature };
    const asked = { ...this.#asked, at };
    const start = () => void this.answer.start((doing) => this.#workbench.host.call('whyWindowed', asked, doing));
    if (isDragged) this.#resting = setTimeout(start, restMs);
    else start();
  }

  close(): void {
    clearTimeout(this.#resting);
    this.answer.reset();
  }
}
