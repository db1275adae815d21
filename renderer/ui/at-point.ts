import type { Attachment } from 'svelte/attachments';
import { zoomOf } from './zoom.ts';

/** Shows a popover with its left upper corner at a point, where there is room, and gives the focus back when it is gone. */
export function atPoint(point: { x: number; y: number }): Attachment<HTMLElement> {
  return (popover) => {
    const before = document.activeElement;
    popover.showPopover();
    const { width, height } = popover.getBoundingClientRect();
    const zoom = zoomOf(popover);
    popover.style.left = `${Math.max(8, Math.min(point.x, innerWidth - width - 8)) / zoom}px`;
    popover.style.top = `${Math.max(8, Math.min(point.y, innerHeight - height - 8)) / zoom}px`;
    popover.querySelector<HTMLElement>('button, input, select')?.focus();
    return () => before instanceof HTMLElement && before.focus({ preventScroll: true });
  };
}
