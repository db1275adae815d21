import { readAddress, splitPassword, writeAddress, type AddressParts } from '../../core/online/address.ts';
import type { SecretPlace } from '../../core/online/secrets.ts';
import type { StoreConnection, ConnectionTarget, ConnectionTest, OnlineState } from '../../core/rpc/online-api.ts';
import type { Online } from './online.svelte.ts';
import type { Answering } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

const local = 'redis://localhost:6379/0';

/** The form that says where the online store is. The address is the truth; the fields are other ways to write it. */
export class ConnectionForm {
  readonly loading: Answering<StoreConnection>;
  readonly testing: Answering<ConnectionTest>;
  readonly saving: Answering<OnlineState>;
  readonly #workbench: Workbench;
  readonly #online: Online;
  #type = $state<StoreConnection['type']>('embedded');
  #address = $state(local);
  #password = $state('');
  #environment = $state('');
  #keep = $state<SecretPlace>('keychain');
  /** What was tested and found good, as text. */
  #proven = $state<string | null>(null);

  /** Null where the address is of several hosts, from the environment, or none at all. */
  readonly parts = $derived.by(() => {
    const parts = readAddress(this.#address);
    return parts && parts.mode === 'standalone' && !this.#address.includes('${') ? toFields(parts) : null;
  });

  constructor(workbench: Workbench, online: Online) {
    this.#workbench = workbench;
    this.#online = online;
    this.loading = workbench.run('connection');
    this.testing = workbench.run('connection test');
    this.saving = workbench.run('saving the connection');
  }

  async load(): Promise<void> {
    const workspace = this.#workbench.snapshot?.id;
    if (workspace === undefined) return;
    const found = await this.loading.start((doing) => this.#workbench.host.call('connection', { workspace }, doing));
    if (!found) return;
    this.#type = found.type;
    this.#address = found.address || local;
    this.#environment = found.environment;
    this.#keep = found.keychainProblem === null ? 'keychain' : 'session';
  }

  get type(): StoreConnection['type'] {
    return this.#type;
  }
  set type(type: StoreConnection['type']) {
    this.#type = type;
    this.#touched();
  }

  get address(): string {
    return this.#address;
  }
  /** A password in it is taken out at once, into its own field. */
  set address(text: string) {
    const { address, password } = splitPassword(text);
    const whole = readAddress(text) !== null;
    this.#address = whole ? address : text;
    if (whole && password) this.#password = password;
    this.#touched();
  }

  get password(): string {
    return this.#password;
  }
  set password(text: string) {
    this.#password = text;
    this.#touched();
  }

  get environment(): string {
    return this.#environment;
  }
  set environment(text: string) {
    this.#environment = text;
  }

  get keep(): SecretPlace {
    return this.#keep;
  }
  set keep(place: SecretPlace) {
    this.#keep = place;
  }

  /** Writes one of the fields into the address. */
  setPart(change: Partial<AddressFields>): void {
    const parts = readAddress(this.#address);
    const fields = this.parts;
    if (!parts || !fields) return;
    const { host, port, database, user, tls } = { ...fields, ...change };
    const hosts = port.trim() ? `${host.trim()}:${port.trim()}` : host.trim();
    this.#address = writeAddress({ ...parts, tls, user: user.trim(), hosts, path: `/${database.trim()}` });
    this.#touched();
  }

  /** What is typed now was tested and works. */
  get proven(): boolean {
    return this.#proven !== null && this.#proven === this.#written;
  }

  /** Saved only after a test; the embedded store needs none. */
  get canSave(): boolean {
    return (this.#type === 'embedded' || this.proven) && this.saving.state.status !== 'running';
  }

  async test(): Promise<boolean> {
    const workspace = this.#workbench.snapshot?.id;
    if (workspace === undefined) return false;
    const written = this.#written;
    const target = this.#target;
    const found = await this.testing.start((doing) =>
      this.#workbench.host.call('testConnection', { workspace, target }, doing),
    );
    if (found) this.#proven = written;
    return found !== null;
  }

  /** The password is forgotten here as soon as the host has it. */
  async save(): Promise<boolean> {
    const workspace = this.#workbench.snapshot?.id;
    if (workspace === undefined || !this.canSave) return false;
    const input = { workspace, target: this.#target, keep: this.#keep };
    const state = await this.saving.start((doing) => this.#workbench.host.call('saveConnection', input, doing));
    if (!state) {
      // A keychain that fails only when it is written to.
      const { state: now } = this.saving;
      if (now.status === 'failed' && now.error.code === 'keychain_unavailable') this.#keep = 'session';
      return false;
    }
    this.#password = '';
    this.#online.take(state);
    return true;
  }

  get #target(): ConnectionTarget {
    const password = this.#type === 'redis' && this.#password ? this.#password : null;
    return { type: this.#type, address: this.#address, password, environment: this.#environment };
  }

  get #written(): string {
    return JSON.stringify([this.#type, this.#address, this.#password]);
  }

  #touched(): void {
    this.testing.reset();
    this.saving.reset();
  }
}

/** The parts of an address that have a field of their own. */
export interface AddressFields {
  host: string;
  port: string;
  database: string;
  user: string;
  tls: boolean;
}

function toFields({ hosts, path, user, tls }: AddressParts): AddressFields {
  const [, host = '', port = ''] = /^(.*?)(?::(\d*))?$/.exec(hosts) ?? [];
  return { host, port, database: path.slice(1), user, tls };
}
