import type { ColumnTest } from '../../../core/rpc/host-api.ts';

/** A test as its chip says it: `total_spend from 10 to 20`. */
export function sayTest({ is, value = '', from, to }: Omit<ColumnTest, 'column'>, title: string): string {
  switch (is) {
    case 'null':
      return `${title} is null`;
    case 'not null':
      return `${title} is not null`;
    case 'equals':
      return `${title} = ${value}`;
    case 'contains':
      return `${title} has “${value}”`;
    case 'between':
      if (from === undefined) return `${title} up to ${to ?? ''}`;
      return to === undefined ? `${title} from ${from}` : `${title} from ${from} to ${to}`;
  }
}

/** What a column's values can be asked, the usual first. */
export function testsFor(kind: string): readonly ColumnTest['is'][] {
  if (kind === 'text') return ['contains', 'equals', 'null', 'not null'];
  return kind === 'boolean' ? ['equals', 'null', 'not null'] : ['between', 'equals', 'null', 'not null'];
}

export const testWords: Record<ColumnTest['is'], string> = {
  between: 'from … to',
  contains: 'has the text',
  equals: 'is',
  null: 'is null',
  'not null': 'is not null',
};
