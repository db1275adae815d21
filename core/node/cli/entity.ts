import type { Entity } from '../../lookup/entity-name.ts';
import { bad } from './arguments.ts';

/** `customer_id=c1,merchant_id=7`. A comma that no `key=` follows is part of the value. */
export function readEntity(text: string): Entity {
  const pairs = text.split(/,(?=[^,=]+=)/).map((pair): [string, string] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined)
      throw bad(`"${text}" is not an entity`, 'write key=value: customer_id=c1');
    return [name.trim(), value];
  });
  return Object.fromEntries(pairs);
}
