import type { Fields } from '../../model/fields.ts';

/** A question to the reader. Exactly one option is right. */
export interface ReaderQuestion {
  question: string;
  options: { text: string; right: boolean; because: string }[];
}

export function readReaderQuestion(fields: Fields): ReaderQuestion {
  const question = fields.required('question', 'write question: ..');
  if (fields.node('options') === null) fields.missing('options', 'write a list: - {text: .., because: ..}');
  const options = fields
    .mappings('options', (number) => `option ${number}`)
    .map((option) => {
      const text = option.required('text', 'write text: ..');
      const because = option.required('because', 'say why it is right or wrong');
      const right = option.flag('right') ?? false;
      option.done();
      return { text, right, because };
    });
  const right = options.filter((option) => option.right).length;
  const node = fields.node('options');
  if (node !== null && right !== 1)
    fields.wrong(node, `${right} options of ${fields.what} are right`, 'write right: true at one of them');
  return { question, options };
}
