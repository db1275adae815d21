/**
 * A text without what may be a secret in it: who logs in with which password in any address
 * (`redis://user:password@host`, `postgres://..`, `https://token@host`), and the values of options that are
 * called so (`?sig=..`, `;AccountKey=..`, `password=..`). What is taken from the environment (`${NAME}`)
 * is no secret as it is written. Redacting twice changes nothing more.
 */
export function redacted(text: string): string {
  return text
    .split(scheme)
    .map((part, i, parts) => (i > 0 && schemeOnly.test(parts[i - 1]!) ? withoutLogin(part) : part))
    .join('')
    .replaceAll(option, (all, name: string, value: string) => (isOpen(value) ? all : `${name}${hidden}`));
}

/** The lines, from 1, that have a secret in them. */
export function secretLines(text: string): number[] {
  return text.split('\n').flatMap((line, i) => (redacted(line) === line ? [] : [i + 1]));
}

const hidden = '***';
const scheme = /([a-z][a-z0-9+.-]{1,30}:\/\/)/i;
const schemeOnly = /^[a-z][a-z0-9+.-]{1,30}:\/\/$/i;
const option =
  /((?:^|[\s?&;,{"'])[\w.-]{0,40}(?:passw(?:or)?d|pwd|secret|token|signature|\bsig|credential|api_?key|access_?key(?:_?id)?|account_?key)=)("[^"]*"|'[^']*'|[^\s&;,"'`<>()]+)/gi;

/** Up to the last `@` of the word: a password that was not encoded may itself hold `@`, `/` and `?`. */
function withoutLogin(text: string): string {
  const word = /^(?:\$\{[^{}]*\}|[^\s"'`<>])*/.exec(text)![0];
  const at = word.lastIndexOf('@');
  return at === -1 ? text : withoutPassword(word.slice(0, at)) + text.slice(at);
}

/** Who logs in stays where it stands before a password; alone it may be a token. */
function withoutPassword(login: string): string {
  const [, user = '', password] = /^((?:\$\{[^{}]*\}|[^:])*)(?::([\s\S]*))?$/.exec(login) ?? [];
  if (password === undefined) return isOpen(login) ? login : hidden;
  return `${user}:${password === '' || isOpen(password) ? password : hidden}`;
}

/** A variable, or the word that a message writes where a user's own would stand. */
function isOpen(text: string): boolean {
  return /^(?:\$\{[A-Za-z_][A-Za-z0-9_]*\}|USER|PASSWORD|\*\*\*)$/.test(text);
}
