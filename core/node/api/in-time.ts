import { AsofError } from '../../errors/asof-error.ts';

/** Rejects with `online_failed` where `work` takes longer; it is asked to stop, and not waited for. */
export async function inTime<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new AsofError('online_failed', { address: 'the online store', reason: `no answer within ${ms} ms` }));
      controller.abort();
    }, ms);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
