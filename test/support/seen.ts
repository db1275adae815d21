import type { Locator } from 'playwright-core';

/** Scrolls to it until it stays: what grows above it in the same frame may push it away again. */
export async function seen(locator: Locator): Promise<Locator> {
  while (!(await stays(locator)));
  return locator;
}

async function stays(locator: Locator): Promise<boolean> {
  try {
    await locator.scrollIntoViewIfNeeded();
    return await locator.evaluate(isOnScreen);
  } catch (thrown) {
    // Another element took its place meanwhile.
    if (thrown instanceof Error && thrown.message.includes('not attached')) return false;
    throw thrown;
  }
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
