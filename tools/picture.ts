import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { closeSharedChromium } from '../test/support/chromium.ts';
import { bareLesson } from '../test/support/bare-lesson.ts';
import { openWorkbench } from '../test/support/workbench.ts';

/** `npm run picture`: the README's pictures, taken of the built program with the lesson *Churn*. */
const root = dirname(import.meta.dirname);
const folder = join(root, 'docs');

mkdirSync(folder, { recursive: true });
for (const colorScheme of ['light', 'dark'] as const) {
  const directory = bareLesson('churn');
  const opened = await openWorkbench({ directory, colorScheme, width: 1440, height: 1380, reducedMotion: 'reduce' });
  try {
    await opened.page.getByText('rows (53 %) saw the future').waitFor();
    await opened.page.waitForLoadState('networkidle');
    await opened.page.waitForTimeout(1000);
    await opened.page.screenshot({ path: join(folder, `leakage-${colorScheme}.png`) });
  } finally {
    await opened.close();
  }
}
await closeSharedChromium();
