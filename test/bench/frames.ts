import type { Page } from 'playwright-core';

interface Frames {
  /** Milliseconds from each frame to the next. */
  frames: number[];
  /** How many pieces of work held the page for over 50 ms by the clock, and the most processor time that one took, ms. */
  longTasks: number;
  mostCpu: number;
}

/** The page's frames while some work is done. A busy machine holds the page up too: processor time tells that apart. */
export async function watchFrames(page: Page, work: () => Promise<unknown>): Promise<Frames> {
  const watch = await page.evaluateHandle(() => {
    const seen = { frames: [] as number[], longTasks: 0, before: 0, done: false };
    const watched = {
      seen,
      observer: new PerformanceObserver((list) => (seen.longTasks += list.getEntries().length)),
      step(now: number) {
        if (seen.before > 0) seen.frames.push(now - seen.before);
        seen.before = now;
        if (!seen.done) requestAnimationFrame((next) => watched.step(next));
      },
    };
    watched.observer.observe({ entryTypes: ['longtask'] });
    requestAnimationFrame((now) => watched.step(now));
    return watched;
  });
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const seen = await watch.evaluate(({ seen, observer }) => {
    seen.done = true;
    observer.disconnect();
    return { frames: seen.frames, longTasks: seen.longTasks };
  });
  return { ...seen, mostCpu: mostCpu(await browser.stopTracing()) };
}

/** Of the tasks of all pages' main threads; here there is one page. */
function mostCpu(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const isMain = ({ name, args }: TraceEvent) => name === 'thread_name' && args.name === 'CrRendererMain';
  const main = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith('RunTask') && main.has(`${pid} ${tid}`));
  return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur / 1000), 0);
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  args: { name?: string };
  /** Processor time, microseconds. */
  tdur?: number;
}
