import { unknownName } from '../../../errors/unknown-name.ts';
import type { Definitions } from '../../../model/definitions.ts';
import type { KeyFile } from './read-keys.ts';

/** Throws `unknown_name` for a service or a view of the key file that is not defined: it would allow or limit nothing. */
export function checkKeyNames({ keys, viewRates }: KeyFile, definitions: Definitions): void {
  const { featureServices, featureViews, onDemandViews } = definitions;
  const services = featureServices.map(({ name }) => name);
  const views = [...featureViews, ...onDemandViews].map(({ name }) => name);
  for (const name of keys.flatMap((one) => one.services ?? []))
    if (!services.includes(name)) throw unknownName('feature service', name, services);
  for (const name of viewRates.keys()) if (!views.includes(name)) throw unknownName('feature view', name, views);
}
