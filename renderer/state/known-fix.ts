import type { WireError } from '../../core/errors/asof-error.ts';
import type { Fix } from '../ui/fix.ts';

/** What can be asked once more, and of join keys as text where that is asked. */
interface Asking {
  again(): void;
  castKeys?: () => void;
}

/** What one press would do about a failure, where that is known. */
export function knownFix(error: WireError, asking: Asking): Fix | null {
  switch (error.code) {
    case 'key_type_mismatch':
      return asking.castKeys
        ? {
            text: 'Compare keys as text',
            hint: 'Both sides can be compared as text; or make the types equal in the files',
            run: asking.castKeys,
          }
        : null;
    case 'stale_result':
    case 'host_lost':
    case 'file_changed':
      return { text: 'Run again', run: () => asking.again() };
    default:
      return null;
  }
}
