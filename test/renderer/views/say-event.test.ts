import { expect, it } from 'vitest';
import type { JudgedEvent } from '../../../core/rpc/host-api.ts';
import { parseInstant } from '../../../core/time/instant.ts';
import { sayEvent } from '../../../renderer/views/inspector/say-event.ts';

const at = parseInstant('2024-03-10 12:00');
const day = 86_400_000_000n;
const say = (t: string, reason: JudgedEvent['reason'], more: { a?: string; gone?: string; embargo?: bigint } = {}) => {
  const moment = (text?: string) => (text === undefined ? null : parseInstant(text));
  const event = { t: parseInstant(t), a: moment(more.a), gone: moment(more.gone), value: '1', reason };
  return sayEvent(event, { at, embargo: more.embargo ?? 0n, window: 7n * day });
};

it('says of each event why it is counted or not', () => {
  expect(say('2024-03-07 12:00', 'inside')).toBe('counted, 3 days before the label');
  expect(say('2024-03-10 12:00', 'inside')).toBe('counted, at the label’s very moment');
  expect(say('2024-03-01 12:00', 'too_early')).toBe('too early, 2 d before the window');
  expect(say('2024-03-12 12:00', 'too_late')).toBe('too late, 2 d after the label');
  expect(say('2024-03-10 12:00', 'too_late')).toBe('at the label’s very moment, which does not count');
  expect(say('2024-03-09 12:00', 'too_late', { embargo: 2n * day })).toBe('within the embargo, 1 day before the label');
  expect(say('2024-03-08', 'not_yet_known', { a: '2024-03-12 12:00' })).toBe('not yet known, 2 d too late');
  expect(say('2024-03-08', 'not_yet_known')).toBe('never known');
  expect(say('2024-03-08', 'superseded')).toBe('a later version took its place');
  expect(say('2024-03-08', 'superseded', { gone: '2024-03-09' })).toBe(
    'a later version took its place, known since 9 Mar 2024 00:00',
  );
  expect(say('2024-03-08', 'filtered_out')).toBe('the filter leaves it out');
  expect(say('2024-03-08', 'null')).toBe('null in its column');
});
