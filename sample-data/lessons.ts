import type { NaiveStrategy } from '../core/join/request.ts';
import type { Lesson } from '../core/rpc/host-api.ts';

export interface LessonEntry extends Lesson {
  /** The naive join that the lesson is about: what its leakage cell asks first. */
  naive: NaiveStrategy;
  /** The moment that its data is of, in ISO: what it asks as of now, and what ages count from, whatever today's date. */
  now: string;
}

/**
 * The lessons in their order. Each is a workspace in the folder of its id; title and summary are the
 * heading and the first paragraph of its README.
 */
export const lessons: readonly LessonEntry[] = [
  {
    id: 'three-rows',
    title: 'Three rows',
    summary:
      'The smallest leak there is: a model is to judge a customer on 3 March, and is shown a number from 7 March.',
    naive: 'latest',
    now: '2024-03-08T00:00:00Z',
  },
  {
    id: 'churn',
    title: 'Churn',
    summary:
      'Customers behave differently once they have decided to leave, so whoever joins their latest rows trains a model that already knows.',
    naive: 'latest',
    now: '2024-05-27T00:00:00Z',
  },
  {
    id: 'flights',
    title: 'Flights',
    summary:
      'A join on event time never looks past the moment of a flight, and still sees delays that nobody knew yet.',
    naive: 'event-time',
    now: '2001-03-31T18:00:00Z',
  },
  {
    id: 'flights-counted',
    title: 'Flights, counted',
    summary:
      'A window of the last 3 hours says which flights count by when they departed, and not whether anybody knew yet how late they were.',
    naive: 'event-time',
    now: '2001-02-01T00:00:00Z',
  },
  {
    id: 'same-number-twice',
    title: 'The same number twice',
    summary: 'A model learns from a file and is served from a store, and the two have to say the same.',
    naive: 'latest',
    now: '2024-05-27T07:00:00Z',
  },
  {
    id: 'where-did-it-go-wrong',
    title: 'Where did it go wrong?',
    summary:
      'The model was good offline and is not good now: the same customers at the same moment, and six features that came out differently where they were served.',
    naive: 'latest',
    now: '2024-07-01T00:00:00Z',
  },
  {
    id: 'card-payments',
    title: 'Money back',
    summary:
      'A refund changes a payment that was counted days ago, and whoever counts payments as they are now counts refunds that nobody had asked for yet.',
    naive: 'event-time',
    now: '2024-06-01T00:00:00Z',
  },
  {
    id: 'fine-in-march',
    title: 'It was fine in March',
    summary:
      'A model that was good in March is not good in May, and of what it is given one feature drifted, one only seems to have, and one stopped arriving.',
    naive: 'latest',
    now: '2024-05-27T06:00:00Z',
  },
  {
    id: 'feast-from-outside',
    title: 'Your Feast, seen from outside',
    summary:
      'Feast ran every night without an error, and still serves what is past its TTL, has lost rows that came late, and has rounded parcel numbers.',
    naive: 'latest',
    now: '2024-05-27T08:00:00Z',
  },
];
