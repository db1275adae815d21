import type { Locator } from 'playwright-core';

/** Scrolls to it until it stays: what grows above it in the same frame may push it away again. */
export async function seen(locator: Locator): Promise<Locator> {
  do await locator.scrollIntoViewIfNeeded();
  while (!(await locator.evaluate(isOnScreen)));
  return locator;
}

/** As the page's own observers are told it with the next frame. */
function isOnScreen(element: Element): Promise<boolean> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(([entry]) => {
      observer.disconnect();
      resolve(entry!.isIntersecting);
    });
    observer.observe(element);
  });
}
