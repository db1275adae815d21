import type { Choosable } from '../../core/question/field.ts';

/** A body that is read as a whole, and that no form asks field by field; null while it is not. */
export function whole<T>(): { asked: Choosable<T | null, null> } {
  return {
    asked: { form: 'text', written: 'value', help: '', or: null, check: (value) => value as T, parse: (text) => text },
  };
}
