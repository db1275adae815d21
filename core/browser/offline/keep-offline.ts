/** Whether the page will open without the network. */
export type OfflineState =
  | { status: 'keeping' | 'kept' }
  /** `because` is one line. */
  | { status: 'not kept'; because: string };

/** The site's builder says in the page that its service worker lies there. */
const mark = 'meta[name="asof-offline"]';

/** Has the browser keep the page for later, and tells how that goes. Nothing where the page comes without that. */
export function keepOffline(tell: (state: OfflineState) => void): void {
  const script = document.querySelector<HTMLMetaElement>(mark)?.content;
  if (script === undefined) return;
  // Only pages that nobody on the way can change have it.
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker)
    return tell({ status: 'not kept', because: 'a browser keeps a page of https, or of localhost, and no other' });
  tell({ status: 'keeping' });
  serviceWorker.register(script, { updateViaCache: 'none' }).then(
    (registration) => {
      if (registration.active) tell({ status: 'kept' });
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'activated') tell({ status: 'kept' });
        if (installing.state === 'redundant' && !registration.active)
          tell({
            status: 'not kept',
            because: 'its files could not all be kept: is there room, does its server answer?',
          });
      });
    },
    (thrown: unknown) => {
      // The page was kept, and there is no network to ask for a newer one.
      if (serviceWorker.controller) tell({ status: 'kept' });
      else tell({ status: 'not kept', because: thrown instanceof Error ? thrown.message : 'this browser does not' });
    },
  );
}
