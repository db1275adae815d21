const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 1000 -> `1,000`. */
export function count(n: number): string {
  return groupDigits(String(n));
}

/** `1234567` -> `1,234,567`. By hand: the first formatter of Intl's takes 50 ms, of every command. */
export function groupDigits(whole: string): string {
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 row`, `2 rows`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** All of so many: `the one row`, `both rows`, `all 1,200 rows`. */
export function allOf(n: number, one: string, many = `${one}s`): string {
  if (n === 1) return `the one ${one}`;
  return n === 2 ? `both ${many}` : `all ${count(n)} ${many}`;
}

/** A text with a full stop at its end, unless it ends already: titles and hints of errors may or may not. */
export function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** 1234567 -> `1.2 MB`; powers of 1000. */
export function bytes(n: number): string {
  let power = 0;
  while (n >= 999.5 && power < units.length - 1) {
    n /= 1000;
    power++;
  }
  return `${power === 0 || n >= 99.95 ? Math.round(n) : n.toFixed(1)} ${units[power]}`;
}

/** How long something took: `84 ms`, `2.4 s`, `3 min`. */
export function took(seconds: number): string {
  if (seconds < 0.9995) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  return seconds < 99.5 ? `${seconds.toFixed(seconds < 9.95 ? 1 : 0)} s` : `${Math.round(seconds / 60)} min`;
}

/** `0.3 ms`, `12 ms`. */
export function sayLatency(ms: number): string {
  return ms < 0.1 ? '<0.1 ms' : `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** A share of a whole: `41 %`; what is not 0 or 1 is never shown as `0 %` or `100 %`. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0 && share > 0) return '<1 %';
  if (rounded === 100 && share < 1) return '>99 %';
  return `${rounded} %`;
}

/** A difference of two areas under the curve: `+0.21`, `-0.03`, and `0.00` without a sign. */
export function inflation(difference: number): string {
  const size = Math.abs(difference).toFixed(2);
  if (size === '0.00') return size;
  return `${difference < 0 ? '-' : '+'}${size}`;
}

/** As a sentence begins; an address stays as it is written. */
export function capital(text: string): string {
  return /^\S*:\/\//.test(text) ? text : text.replace(/^./, (letter) => letter.toUpperCase());
}
