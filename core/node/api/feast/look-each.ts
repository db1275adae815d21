import type { StoreContext } from '../../../ask/context.ts';
import type { FoundOnline } from '../../../ask/lookup.ts';
import type { Desk } from '../desk.ts';
import type { Consumer } from '../keys/consumer.ts';
import type { FeastQuestion } from './read-question.ts';

/** Answers rows of which each may have a request of its own: one look-up for all that have the same, all at once. */
export async function lookEach(
  desk: Desk,
  context: StoreContext,
  { which, rows, requests }: FeastQuestion,
  consumer: Consumer,
): Promise<FoundOnline> {
  const groups = new Map<string, number[]>([[JSON.stringify(requests[0] ?? {}), []]]);
  requests.forEach((request, row) => {
    const key = JSON.stringify(request);
    const places = groups.get(key);
    if (places) places.push(row);
    else groups.set(key, [row]);
  });
  const places = [...groups.values()];
  const questions = places.map((rowsOf) => {
    const request = requests[rowsOf[0] ?? -1] ?? {};
    const asked = { ...which, entities: rowsOf.map((row) => rows[row]!) };
    return Object.keys(request).length > 0 ? { ...asked, request: [request] } : asked;
  });
  const served = await desk.lookAll(context, questions, consumer);
  const found: FoundOnline['found'] = [];
  served.forEach(({ answer }, g) => answer.found.forEach((one, i) => (found[places[g]![i] ?? i] = one)));
  return { ...served.at(-1)!.answer, entities: rows, found };
}
