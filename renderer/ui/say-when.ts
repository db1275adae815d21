/** A time as it is said today: `14:02`, else `26 Nov 2026, 14:02`; where the reader is. Milliseconds since 1970. */
export function sayWhen(at: number, now = new Date()): string {
  const then = new Date(at);
  const time = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === now.toDateString()) return time;
  return `${then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}, ${time}`;
}
