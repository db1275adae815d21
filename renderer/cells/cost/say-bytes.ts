import type { CostSaving, ViewCost } from '../../../core/cost/report.ts';
import { bytes, plural } from '../../../core/text/figures.ts';
import type { PartLook } from '../../ui/StackedBar.svelte';

/** How the parts of what a view takes are named and drawn. */
export const bytesLooks = [
  { part: 'read', text: 'values that services read', look: 'past' },
  { part: 'unread', text: 'values that none reads', look: 'hollow' },
  { part: 'rest', text: 'names, and what the store adds', look: 'faint' },
] as const;

/** A part of what a view takes, and how it is drawn. */
export interface BytesPart {
  text: string;
  look: PartLook;
  bytes: number;
}

/** Those that are there; none of what was not measured. */
export function bytesParts({ bytes: all, features }: ViewCost): BytesPart[] {
  if (all === null) return [];
  const of = (isRead: boolean): number =>
    features.reduce((sum, one) => sum + (one.read_by.length > 0 === isRead ? one.bytes : 0), 0);
  const [read, unread] = [of(true), of(false)];
  const taken = { read, unread, rest: all - read - unread };
  return bytesLooks.map(({ part, ...look }) => ({ ...look, bytes: taken[part] })).filter((part) => part.bytes > 0);
}

/** `about 1,200 records of 84 B`. */
export function sayViewRecords({ records, counted, record_bytes: of }: ViewCost): string {
  const said = `${counted ? '' : 'about '}${plural(records, 'record')}`;
  return of === null ? said : `${said} of ${fewBytes(of.all)}`;
}

/** A mean of a few bytes has a digit behind its point. */
export function fewBytes(n: number): string {
  return n < 100 ? `${Number(n.toFixed(1))} B` : bytes(n);
}

export const savingWords: Record<CostSaving['kind'], string> = {
  forget: 'forget it',
  view: 'take it offline',
  feature: 'leave it out',
  ttl: 'let go of old records',
  type: 'a narrower type',
};
