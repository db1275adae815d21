import type { StoreContext } from '../../../ask/context.ts';
import type { FoundOnline } from '../../../ask/lookup.ts';
import type { Desk } from '../desk.ts';
import type { Consumer } from '../keys/consumer.ts';
import type { FeastQuestion } from './read-question.ts';

/** Answers rows of which each may have a request of its own: one look-up for all that have the same. */
export async function lookEach(
  desk: Desk,
  context: StoreContext,
  { which, rows, requests }: FeastQuestion,
  consumer: Consumer,
): Promise<FoundOnline> {
  const groups = new Map<string, number[]>([[JSON.stringify(requests[0] ?? {}), []]]);
  requests.forEach((request, row) => {
    const key = JSON.stringify(request);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  });
  const found: FoundOnline['found'] = [];
  let last: FoundOnline | undefined;
  for (const [, places] of groups) {
    const request = requests[places[0] ?? -1] ?? {};
    const asked = { ...which, entities: places.map((row) => rows[row]!) };
    const hasFields = Object.keys(request).length > 0;
    const { answer } = await desk.look(context, hasFields ? { ...asked, request: [request] } : asked, consumer);
    answer.found.forEach((one, i) => (found[places[i] ?? i] = one));
    last = answer;
  }
  return { ...last!, entities: rows, found };
}
