import { AsofError } from '../errors/asof-error.ts';

const second = 1_000_000n;
const units = { s: second, m: 60n * second, h: 3600n * second, d: 86_400n * second, w: 604_800n * second } as const;
/** A thousand years: beyond it a TTL is a slip of the finger. */
const longest = 365_250n * units.d;

/**
 * `30d` as microseconds. A whole number and s, m, h, d or w; nothing, `0` and `0d` are no limit
 * (null). Throws `bad_duration`.
 */
export function parseDuration(text: string | number | null | undefined): bigint | null {
  const trimmed = String(text ?? '').trim();
  if (trimmed === '' || trimmed === '0') return null;
  const [, count, unit] = /^(\d{1,18})([smhdw])$/.exec(trimmed) ?? [];
  if (count === undefined) throw new AsofError('bad_duration', { text: trimmed });
  const duration = BigInt(count) * units[unit as keyof typeof units];
  if (duration > longest) throw new AsofError('bad_duration', { text: trimmed });
  return duration === 0n ? null : duration;
}

/** A duration as it is written: `30d`, in the greatest of d, h, m and s that it is whole in; null is `0`. */
export function formatDuration(duration: bigint | null): string {
  if (duration === null) return '0';
  const unit = (['d', 'h', 'm'] as const).find((candidate) => duration % units[candidate] === 0n) ?? 's';
  return `${duration / units[unit]}${unit}`;
}
