import type { Defined } from '../../../model/defined.ts';
import { AsofError } from '../../../errors/asof-error.ts';
import type { LookupQuestion } from '../../../question/lookup.ts';

/** Who asks: the owner of a key. */
export interface Consumer {
  name: string;
  /** What may be read; null is all there is. */
  services: readonly string[] | null;
  /** May push and materialize. */
  writes: boolean;
  /** Requests a second; null is no limit. */
  rate: number | null;
}

/** Who asks where no keys are needed: anybody on this machine. */
export const anybody: Consumer = { name: 'anybody', services: null, writes: true, rate: null };

/** Throws `key_forbidden` where a question reads what none of the consumer's services has, be it there or not. */
export function checkMayRead({ services }: Consumer, asked: LookupQuestion, workspace: Defined): void {
  if (services === null) return;
  const { service, features = [] } = asked;
  if (service !== undefined && !services.includes(service)) throw forbidden(`read the service ${service}`);
  const known = workspace.definitions.featureServices.filter(({ name }) => services.includes(name));
  const open = known.flatMap((one) => one.features);
  const other = features.find((ref) => !open.some(({ view, feature }) => view === ref.view && feature === ref.feature));
  if (other) throw forbidden(`read ${other.view}:${other.feature}`);
}

/** Throws `key_forbidden`. */
export function checkMayWrite({ writes }: Consumer): void {
  if (!writes) throw forbidden('write');
}

function forbidden(what: string): AsofError {
  return new AsofError('key_forbidden', { what });
}
