import type { DuplicatesReport } from '../../../core/duplicates/report.ts';
import type { duplicates } from '../../../core/question/duplicates.ts';
import { AskedCell } from '../asked.svelte.ts';

/** Which features say the same. */
export class Duplicates extends AskedCell<typeof duplicates, DuplicatesReport> {}
