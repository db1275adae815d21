import { AsofError } from '../../errors/asof-error.ts';

/** A part of the page that is loaded when it is needed: a module, a file beside it. Throws `page_incomplete` where it does not come. */
export async function loadedWithPage<T>(part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch (cause) {
    // What browsers, and the bundle's own loader of styles, throw for what they could not get.
    if (cause instanceof TypeError || /^Unable to preload/.test(String((cause as Error).message)))
      throw new AsofError('page_incomplete', {}, { cause });
    throw cause;
  }
}

/** A file that lies beside the page. Throws `page_incomplete` where its server does not give it. */
export async function fetchBeside(address: string): Promise<Response> {
  const response = await loadedWithPage(fetch(address));
  if (!response.ok) throw new AsofError('page_incomplete', {}, { cause: `${address}: ${response.status}` });
  return response;
}

/** Why a worker did not start, where that is because a file of it does not come; null where it does. */
export async function lacking(addresses: readonly string[]): Promise<AsofError | null> {
  for (const address of addresses) {
    try {
      await (await fetchBeside(address)).body?.cancel();
    } catch (thrown) {
      if (thrown instanceof AsofError) return thrown;
    }
  }
  return null;
}
