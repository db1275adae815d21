import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const yaml = (key: string): string => `project: odd
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: events, path: events.csv, timestamp_field: ts}
feature_views:
  - {name: events_v1, entities: [customer], source: events${key}}
labels:
  - {name: labels, path: labels.csv, entities: [customer], timestamp_field: at, target: y}
`;

describe('what goes wrong', () => {
  let folder: string;
  let opened: ServedWorkbench | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-odd-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function open(files: Record<string, string>): Promise<ServedWorkbench> {
    await opened?.close();
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    opened = await openWorkbench({ directory: folder });
    return opened;
  }
  afterAll(() => opened?.close());

  it('stays in its cell, with the fix that is known: keys of two types', async () => {
    const { page } = await open({
      'asof.yaml': yaml(''),
      'labels.csv': 'customer_id,at,y\na1,2024-03-03,1\n',
      'events.csv': 'customer_id,ts,n\n1,2024-03-01,2\n',
    });
    await page
      .locator('#leakage')
      .getByText(/customer_id is VARCHAR in labels and BIGINT in events/)
      .waitFor();
    await page
      .locator('#leakage')
      .getByRole('button', { name: /as text/i })
      .click();
    await page.getByText(/Nothing matched/).waitFor();
  });

  it('names the row of a timestamp that does not parse, and reads it again once it is mended', async () => {
    const { page } = await open({
      'asof.yaml': yaml(''),
      'labels.csv': 'customer_id,at,y\n1,2024-03-03,1\n2,yesterday,0\n',
      'events.csv': 'customer_id,ts,n\n1,2024-03-01,2\n',
    });
    // The label table cannot be used at all, so that there is nothing to ask: the notebook says why.
    await page
      .getByText(/"yesterday" in row 2 of labels.*is not a timestamp/)
      .first()
      .waitFor();
    await writeFile(join(folder, 'labels.csv'), 'customer_id,at,y\n1,2024-03-03,1\n2,2024-03-04,0\n');
    await page.getByRole('button', { name: 'Read the workspace again' }).click();
    await page.getByText(/does not leak here: none of 2 rows/).waitFor();
  });

  it('answers no label rows and no feature rows calmly', async () => {
    const { page } = await open({
      'asof.yaml': yaml(''),
      'labels.csv': 'customer_id,at,y\n',
      'events.csv': 'customer_id,ts,n\n',
    });
    await page
      .getByText(/There are no label rows/)
      .first()
      .waitFor();
  });

  it('gives every problem of asof.yaml its line, and works with the rest', async () => {
    const { page } = await open({
      'asof.yaml': yaml(', ttl: soon, colour: red'),
      'labels.csv': 'customer_id,at,y\n1,2024-03-03,1\n',
      'events.csv': 'customer_id,ts,n\n1,2024-03-01,2\n',
    });
    await page
      .getByText(/"soon" is not a duration/)
      .first()
      .waitFor();
    await page
      .getByText(/colour/)
      .first()
      .waitFor();
  });

  it('says that the host has stopped, and keeps what was on screen', async () => {
    const { page, host } = await open({
      'asof.yaml': yaml(''),
      'labels.csv': 'customer_id,at,y\n1,2024-03-03,1\n',
      'events.csv': 'customer_id,ts,n\n1,2024-03-01,2\n1,2024-03-09,7\n',
    });
    await page.getByText(/1 of 1 row \(100 %\) saw the future/).waitFor();
    host.kill('SIGKILL');
    await page
      .getByText(/host.*(stopped|lost|not reached|reconnect)/i)
      .first()
      .waitFor();
    expect(await page.locator('#leakage').innerText()).toMatch(/saw the future/);
  });
});
