/** A word of the trade, said the same wherever it stands; spec section 1. */
export interface Explained {
  word: string;
  /** Other forms and names of it. */
  also: readonly string[];
  meaning: string;
}

function explained(words: string, meaning: string): Explained {
  const [word = '', ...also] = words.split(', ');
  return { word, also, meaning };
}

/** In the order of the alphabet. */
export const glossary: readonly Explained[] = [
  explained('AUC', 'How often one of the positive class has a greater value than one of the other: 0.5 is a coin.'),
  explained('available at', 'When a fact could first be known, which may be long after it was true.'),
  explained('cell, cells', 'A block of a notebook that asks one question.'),
  explained('created timestamp', 'When a row was written. It breaks ties between rows of the same moment.'),
  explained('drift', 'A feature’s distribution changing over time.'),
  explained('embargo', 'What happened or became known less than this before a label does not count.'),
  explained('entity, entities', 'What a feature describes: a customer, an airport.'),
  explained('event timestamp', 'When a fact was true.'),
  explained('feature, features', 'A number or a text about an entity that a model is given, at a moment.'),
  explained('feature service', 'A named list of the features that one model uses.'),
  explained('feature view', 'Named features of an entity from one source, with an event timestamp and a TTL.'),
  explained('freshness', 'How old what is served is, against how old it may be.'),
  explained('inflation', 'How much better a feature looks because of a leak: naive AUC minus the one as of the label.'),
  explained('join key, join keys', 'The column or columns that name an entity: customer_id.'),
  explained('label, labels', 'What a model is to say about an entity at a moment, known only later.'),
  explained('label table', 'The rows to predict for: join keys, an event timestamp, usually a target.'),
  explained('leak, leaks, leakage', 'A value in a training row that could not be known at the row’s time.'),
  explained('lookup, look up', 'To ask the online store for the values of an entity.'),
  explained('materialize', 'To write the latest values from the files to the online store.'),
  explained('missing', 'There is no record: not the same as a null that was written.'),
  explained('naive join', 'A join that ignores time, the mistake that this program shows.'),
  explained('noise floor', 'What a measure reaches by chance alone, though nothing changed.'),
  explained('notebook, notebooks', 'A Markdown file whose fenced blocks are cells.'),
  explained('offline store', 'The full history, in files.'),
  explained('on-demand feature', 'A feature computed from others and from the request, when it is asked for.'),
  explained(
    'online store',
    'The latest value of each entity, found within a millisecond: in Redis, or beside the files.',
  ),
  explained('peek', 'How far into the future a leaked value reaches: its time minus the label’s.'),
  explained(
    'point-in-time join, as-of join, as of',
    'For each label row, the latest value that was known at that moment.',
  ),
  explained('population', 'Which entities the rows are of.'),
  explained('served log', 'What a model was given in use: a row a request, with its moment and its values.'),
  explained('skew', 'The same feature differing between training and serving.'),
  explained('source, sources', 'Where raw rows live: a file, or a glob of files.'),
  explained('stale', 'The online value was right once, and the files have a newer row.'),
  explained('target', 'The column of the label table that is to be predicted.'),
  explained('TTL', 'How old a value may be and still count.'),
  explained('window, windows', 'The stretch of time before a label row whose events an aggregate counts.'),
];

const byWord = new Map(
  glossary.flatMap((entry) => [entry.word, ...entry.also].map((word) => [word.toLowerCase(), entry] as const)),
);

/** What a word means, in whatever case it is written; null where it is none of the trade's. */
export function meaningOf(text: string): string | null {
  return byWord.get(text.trim().replaceAll(/\s+/g, ' ').toLowerCase())?.meaning ?? null;
}
