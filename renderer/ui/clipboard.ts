/** Said where the browser does not let; over plain http from another machine it has no clipboard at all. */
export const noClipboard = 'this browser gives the clipboard to pages of https or this machine only';

/** Whether a text was put onto the clipboard. */
export async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The text on the clipboard; null where the browser does not let. */
export async function fromClipboard(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return null;
  }
}
