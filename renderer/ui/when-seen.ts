import type { Attachment } from 'svelte/attachments';

/** Calls once, when the element first comes within a screen's height of the screen, or of what scrolls around it. */
export function whenSeen(seen: () => void): Attachment {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        seen();
      },
      { rootMargin: '100% 0px', scrollMargin: '100% 0px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
