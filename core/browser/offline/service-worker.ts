/**
 * Keeps the whole page in the browser, so that it opens without the network. Each version of it has a cache of its own,
 * whose every file is checked to be that version's; nothing else is ever kept. Where the network answers, the page is
 * what its server has now: its files are named by what is in them, so that no two versions mix.
 */
interface Site {
  /** Of all files together. */
  version: string;
  /** Each file's address from here, and its hash as an `integrity` attribute has it. The page itself is `./`. */
  files: Readonly<Record<string, string>>;
}

/** Written before this script by whoever puts the site together. */
declare const asofSite: Site;

/** What a worker of this kind has and a page has not. */
interface ServiceWorkerScope {
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly unknown[]>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Lasting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = self as unknown as ServiceWorkerScope;
const home = scope.registration.scope;
/** Other sites of this origin have their own. */
const own = `asof ${home} `;
const cacheName = own + asofSite.version;
const page = new URL('./', home).href;
const addresses = new Map(Object.entries(asofSite.files).map(([file, hash]) => [new URL(file, home).href, hash]));
/** How long a network, or a cache, that does not answer is waited for. */
const patience = () => new Promise((resolve) => setTimeout(resolve, 4000));

addEventListener('install', (event) => (event as Lasting).waitUntil(keepAll()));
addEventListener('activate', (event) => (event as Lasting).waitUntil(takeOver()));
addEventListener('fetch', (event) => {
  const fetched = event as Fetched;
  const { request } = fetched;
  const address = addressOf(request);
  if (address === page && request.mode === 'navigate') fetched.respondWith(newestPage(request));
  else if (addresses.has(address)) fetched.respondWith(kept(address).then((found) => found ?? fetch(request)));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const [address, integrity] of addresses) {
    // A name that says what is in it says so in an earlier version's cache too.
    const isLasting = address.includes('/assets/');
    const old = isLasting ? await fromEarlier(address) : undefined;
    const request = new Request(address, { integrity, cache: isLasting ? 'default' : 'no-cache' });
    const response = old ?? (await fetch(request));
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await cache.put(address, response);
  }
  // Whoever is alone came for this very version; pages of an earlier one may still need its files.
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.length < 2) await scope.skipWaiting();
}

async function takeOver(): Promise<void> {
  // Whatever the page asks for waits until this is through, and a browser that still reads a cache is slow to delete it.
  await Promise.race([forgetEarlier(), patience()]);
  await scope.clients.claim();
}

async function forgetEarlier(): Promise<void> {
  for (const name of await earlier()) await caches.delete(name);
}

async function newestPage(request: Request): Promise<Response> {
  const mine = await kept(page);
  if (!mine) return fetch(request);
  const late = patience().then(() => mine);
  const now = fetch(request).then((response) => (response.status >= 500 ? mine : response));
  return Promise.race([now, late]).catch(() => mine);
}

async function kept(address: string): Promise<Response | undefined> {
  return (await caches.open(cacheName)).match(address);
}

async function fromEarlier(address: string): Promise<Response | undefined> {
  for (const name of await earlier()) {
    const found = await (await caches.open(name)).match(address);
    if (found) return found;
  }
  return undefined;
}

async function earlier(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(own) && name !== cacheName);
}

/** Without what stands behind `?` and `#`; the page has two names. */
function addressOf({ method, url }: Request): string {
  const address = new URL(url);
  [address.search, address.hash] = ['', ''];
  if (method !== 'GET') return '';
  return address.href === `${page}index.html` ? page : address.href;
}
