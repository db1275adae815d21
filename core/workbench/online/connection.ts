import { definitionOf, type OnlineStores } from '../../ask/open-stores.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { withHost } from '../../errors/needs-host.ts';
import { hasAddress, type OnlineStoreDefinition } from '../../model/definitions.ts';
import { putOnlineStore } from '../../model/write.ts';
import { splitPassword } from '../../online/address.ts';
import type { SecretPlace } from '../../online/secrets.ts';
import type { StoreConnection, ConnectionTarget, ConnectionTest } from '../../rpc/online-api.ts';
import type { OpenWorkspace } from '../open-workspaces.ts';
import type { WorkbenchParts } from '../ports.ts';

export async function connectionOf(open: OpenWorkspace, port: OnlineStores): Promise<StoreConnection> {
  const definition = definitionOf(open.workspace);
  const account = hasAddress(definition) ? port.account(definition) : null;
  return {
    type: definition.type === 'redis' ? 'redis' : 'embedded',
    address: splitPassword(definition.url ?? '').address,
    environment: definition.environment ?? '',
    hasPassword: account !== null && (await port.secrets?.find(account)) != null,
    keychainProblem: (await port.secrets?.problem()) ?? null,
    problem: whyNot(open, port),
  };
}

/** A connection of its own: the one that is in use stays. Whatever is wrong is thrown, without secrets. */
export async function testConnection(
  open: OpenWorkspace,
  port: OnlineStores,
  target: ConnectionTarget,
): Promise<ConnectionTest> {
  const { definition, password } = read(open, port, target);
  if (definition.type === 'embedded')
    return { address: port.shownAddress(definition, open.snapshot.root), latencyMs: 0, warnings: [], views: 0 };
  const store = await port.open(definition, open.snapshot.root, password);
  try {
    const { length } = await store.views(open.workspace.project);
    const started = performance.now();
    await store.views(open.workspace.project);
    const latencyMs = performance.now() - started;
    return { address: store.info.address, latencyMs, warnings: store.info.warnings, views: length };
  } finally {
    await store.close();
  }
}

/** Writes the definition, and keeps the password where it is wanted. The password goes first: without it nothing is written. */
export async function saveConnection(
  open: OpenWorkspace,
  { files, online }: Pick<WorkbenchParts, 'files' | 'online'>,
  target: ConnectionTarget,
  keep: SecretPlace,
): Promise<void> {
  const { definition, password } = read(open, online, target);
  const account = online.account(definition);
  if (password !== null && account !== null) await online.secrets!.keep(account, password, keep);
  const path = files.inside(open.snapshot.root!, 'asof.yaml');
  // As it is now, not as it was opened: somebody may be editing it.
  const text = (await files.readText(path)) ?? open.text ?? '';
  await files.replace(path, putOnlineStore(text, definition));
}

/** Throws what the store says where the password is wrong; then nothing is kept. */
export async function giveSecret(
  open: OpenWorkspace,
  port: OnlineStores,
  password: string,
  keep: SecretPlace,
): Promise<void> {
  const definition = definitionOf(open.workspace);
  const account = port.account(definition);
  if (account === null || !port.secrets)
    throw new AsofError('not_here', { what: 'giving a password', where: 'for this online store' });
  const store = await port.open(definition, open.snapshot.root, password);
  await store.close();
  await port.secrets.keep(account, password, keep);
}

/** What the form says, and apart from it the password, wherever it was typed. */
function read(
  open: OpenWorkspace,
  port: OnlineStores,
  target: ConnectionTarget,
): { definition: OnlineStoreDefinition; password: string | null } {
  const reason = whyNot(open, port);
  if (reason) throw new AsofError('not_here', { what: 'another online store', where: 'here', hint: reason });
  const environment = target.environment.trim();
  const { layout, expiry } = definitionOf(open.workspace);
  const said = { ...(environment && { environment }), layout, expiry };
  if (target.type === 'embedded') return { definition: { type: 'embedded', ...said }, password: null };
  const { address, password } = splitPassword(target.address);
  if (!address) {
    const expected = 'write redis://localhost:6379/0';
    throw new AsofError('bad_option', { message: 'the online store has no address', expected });
  }
  return { definition: { type: 'redis', url: address, ...said }, password: password || target.password || null };
}

/** Why a workspace's store cannot be another; null where it can. */
function whyNot({ snapshot, text, workspace }: OpenWorkspace, { secrets }: OnlineStores): string | null {
  if (!secrets) return `a page without a host has its own memory alone; ${withHost}`;
  if (snapshot.root === null || text === null)
    return 'save it as a workspace first: the address is kept in its asof.yaml';
  if (definitionOf(workspace).feast)
    return 'asof.yaml names a store of Feast, which is only read; choose another there';
  return null;
}
