import type { WireError } from '../../core/errors/asof-error.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What one press would do about a failure, where that is known. */
export function knownFix(
  error: WireError,
  workbench: Workbench,
): { text: string; run: () => void; hint?: string } | null {
  switch (error.code) {
    case 'key_type_mismatch':
      return {
        text: 'Compare keys as text',
        hint: 'Both sides can be compared as text; or make the types equal in the files',
        run: () => workbench.ask({ options: { castKeys: true } }),
      };
    case 'stale_result':
    case 'host_lost':
    case 'file_changed':
      return { text: 'Run again', run: () => workbench.ask({}) };
    default:
      return null;
  }
}
