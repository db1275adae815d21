/** A stretch of a sentence: `leak` is what came from the future and nothing else, `amber` what is late, `strong` a figure, `code` a name. */
export interface Phrase {
  text: string;
  as: 'plain' | 'leak' | 'amber' | 'strong' | 'code';
}

export function plain(text: string): Phrase {
  return { text, as: 'plain' };
}

export function code(text: string): Phrase {
  return { text, as: 'code' };
}

/** A sentence without its marks. */
export function sentenceText(sentence: readonly { text: string }[]): string {
  return sentence.map(({ text }) => text).join('');
}
