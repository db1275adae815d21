/** The parts of a Redis address as they are written; what stands in `${..}` stays as it is. */
export interface AddressParts {
  tls: boolean;
  mode: 'standalone' | 'sentinel' | 'cluster';
  /** Decoded where it can be. */
  user: string;
  password: string;
  /** `HOST:PORT`, several behind commas. */
  hosts: string;
  /** The master's name and the number of the database, as `/MASTER/0`. */
  path: string;
  query: string;
}

const pattern = /^(rediss?)(?:\+(cluster|sentinel))?:\/\/(?:([^@/?]*)@)?([^/?@]*)((?:\/[^?@]*)?)(?:\?(.*))?$/;
/** A password that is taken from the environment is no secret as it is written. */
const variable = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;

/** Null where the text is no address. */
export function readAddress(text: string): AddressParts | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  const [, scheme, mode, login = '', hosts = '', path = '', query = ''] = match;
  const colon = login.indexOf(':');
  const [user, password] = colon === -1 ? [login, ''] : [login.slice(0, colon), login.slice(colon + 1)];
  return {
    tls: scheme === 'rediss',
    mode: (mode as 'sentinel' | 'cluster' | undefined) ?? 'standalone',
    user: decode(user),
    password: decode(password),
    hosts,
    path,
    query,
  };
}

export function writeAddress({ tls, mode, user, password, hosts, path, query }: AddressParts): string {
  const scheme = `redis${tls ? 's' : ''}${mode === 'standalone' ? '' : `+${mode}`}`;
  const login = user || password ? `${encode(user)}${password ? `:${encode(password)}` : ''}@` : '';
  return `${scheme}://${login}${hosts}${path}${query ? `?${query}` : ''}`;
}

/** An address, and the password that was in it. What cannot be read is left without all that may be one. */
export function splitPassword(text: string): { address: string; password: string } {
  const parts = readAddress(text);
  if (!parts) return { address: text.trim().replace(/^([^/]*\/\/)?.*@/, '$1'), password: '' };
  if (!parts.password || variable.test(parts.password)) return { address: text.trim(), password: '' };
  return { address: writeAddress({ ...parts, password: '' }), password: parts.password };
}

/** An address with a password; one that has its own keeps it. */
export function withPassword(address: string, password: string): string {
  const parts = readAddress(address);
  return parts && !parts.password ? writeAddress({ ...parts, password }) : address;
}

/** What the password of an address is kept under: who logs in where, without options. Null where the address has its own, or is none. */
export function accountOf(address: string): string | null {
  const parts = readAddress(address);
  return parts && !parts.password ? writeAddress({ ...parts, path: '', query: '' }) : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encode(text: string): string {
  return variable.test(text) ? text : encodeURIComponent(text);
}
