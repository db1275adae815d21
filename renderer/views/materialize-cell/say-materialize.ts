import type { ReadBack } from '../../../core/rpc/online-api.ts';
import { count } from '../../../core/text/figures.ts';

/** What reading a sample back has shown. */
export function sayCheck({ looked, same, newer, missing, different, example }: ReadBack): {
  good: boolean;
  text: string;
} {
  if (looked === 0) return { good: true, text: 'nothing to read back' };
  const wrong = missing + different;
  if (wrong > 0) {
    const parts = [missing ? `${count(missing)} missing` : '', different ? `${count(different)} different` : ''].filter(
      Boolean,
    );
    return { good: false, text: `read back ${count(looked)}: ${parts.join(', ')} (${example ?? ''})` };
  }
  const fresh = newer ? `, ${count(newer)} newer in the store` : '';
  return {
    good: true,
    text: `read back ${count(looked)}: ${same === looked ? 'all' : count(same)} as written${fresh}`,
  };
}
