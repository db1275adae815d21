/** A port: the passwords that addresses leave out. None of them is ever in a file, a log or a message. */
export interface Secrets {
  /** Null where none is kept. */
  find(account: string): Promise<string | null>;
  /** `session`: for as long as this program runs. Throws `keychain_unavailable`. */
  keep(account: string, password: string, where: SecretPlace): Promise<void>;
  /** Why the keychain cannot be used: one line; null where it can. */
  problem(): Promise<string | null>;
}

export type SecretPlace = 'keychain' | 'session';
