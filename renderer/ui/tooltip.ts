import type { Attachment } from 'svelte/attachments';
import { zoomOf } from './zoom.ts';

const delayMs = 500;
let count = 0;

/** A word about a control, shown on pointing at it for a while and on reaching it by keyboard; Escape hides it. */
export function tooltip(text: string | undefined): Attachment<HTMLElement> {
  return (element) => {
    if (!text) return;
    const tip = document.createElement('div');
    Object.assign(tip, { id: `tooltip-${++count}`, className: 'tooltip', popover: 'manual', textContent: text });
    tip.setAttribute('role', 'tooltip');
    // Inside the same dialog, if it is in one: what lies outside is hidden from screen readers.
    (element.closest('dialog') ?? document.body).append(tip);
    const control = element.querySelector('input') ?? element;
    control.setAttribute('aria-describedby', tip.id);

    let waiting: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      tip.showPopover();
      const [at, size] = [element.getBoundingClientRect(), tip.getBoundingClientRect()];
      const below = at.bottom + 6 + size.height < innerHeight;
      const zoom = zoomOf(tip);
      tip.style.top = `${(below ? at.bottom + 6 : at.top - 6 - size.height) / zoom}px`;
      tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8)) / zoom}px`;
    };
    const hide = (): void => {
      clearTimeout(waiting);
      tip.hidePopover();
    };
    const listeners = new AbortController();
    const on = (type: string, listener: (event: Event) => void): void =>
      element.addEventListener(type, listener, { signal: listeners.signal });
    on('pointerenter', () => (waiting = setTimeout(show, delayMs)));
    on('focusin', () => control.matches(':focus-visible') && show());
    for (const type of ['pointerleave', 'pointerdown', 'focusout']) on(type, hide);
    on('keydown', (event) => {
      if ((event as KeyboardEvent).key !== 'Escape' || !tip.matches(':popover-open')) return;
      hide();
      event.preventDefault();
    });
    return () => {
      hide();
      listeners.abort();
      tip.remove();
    };
  };
}
