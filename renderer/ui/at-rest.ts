/** Frames in a row in which nothing changes, and how many are awaited in all. */
const [stillFrames, mostFrames] = [15, 600];

/** Waits until what is drawn in an element changes no more. */
export function atRest(element: Element): Promise<void> {
  return new Promise((resolve) => {
    let [still, all] = [0, 0];
    const observer = new MutationObserver(() => (still = 0));
    observer.observe(element, { attributes: true, characterData: true, childList: true, subtree: true });
    const look = (): void => {
      if (++still < stillFrames && ++all < mostFrames) return void requestAnimationFrame(look);
      observer.disconnect();
      resolve();
    };
    look();
  });
}
