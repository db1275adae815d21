import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const source = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** What axe finds wrong in a page, or in the part of it that is named. */
export async function axeFinds(page: Page, where = 'html'): Promise<string[]> {
  await page.evaluate(source);
  const violations = await page.evaluate(async (part) => {
    const { axe } = window as unknown as { axe: { run(where: string): Promise<{ violations: Violation[] }> } };
    return (await axe.run(part)).violations;
  }, where);
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).join(' | ')}`,
  );
}

/** What it finds in either theme; the page is left in the light one. */
export async function axeFindsInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
    found.push(...(await axeFinds(page)).map((one) => `${colorScheme}: ${one}`));
  }
  return found;
}
