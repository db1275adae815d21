/** Batches at once: the engine, this process and the store are all busy, and little lies in memory. */
const most = 4;

/** Works on some batches while the engine finds the next; gives the answers in order. */
export async function* inFlight<B, T>(batches: AsyncIterable<B>, work: (batch: B) => Promise<T>): AsyncIterable<T> {
  const working: Promise<T>[] = [];
  try {
    for await (const batch of batches) {
      if (working.length >= most) yield await working.shift()!;
      const begun = work(batch);
      // Whoever awaits it is told; until then it is no unhandled rejection.
      begun.catch(() => undefined);
      working.push(begun);
    }
    while (working.length > 0) yield await working.shift()!;
  } finally {
    // Nothing is written any more once this has ended.
    await Promise.allSettled(working);
  }
}
