import type { Page } from 'playwright-core';

/** Drops files on the page as a person would from a folder: content by name. */
export async function dropFiles(page: Page, files: Record<string, string>): Promise<void> {
  const transfer = await page.evaluateHandle((named) => {
    const data = new DataTransfer();
    for (const [name, content] of Object.entries(named)) data.items.add(new File([content], name));
    return data;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', type, { dataTransfer: transfer });
}
