/** What the browser keeps between two visits, as far as it lets: values as JSON. Null where there is nothing. */
export function kept(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Null takes it away. False where the browser does not let: it has no room, or keeps nothing. */
export function keep(key: string, value: unknown): boolean {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Takes away what is kept of a workspace: which notebook was open, what can be undone in it, what was not saved, which questions were answered. */
export function forgetKept(workspace: string): void {
  try {
    const keys = Object.keys(localStorage).filter((key) => {
      const rest = /^asof\.(?:open|notebook|answered):([^]*)$/.exec(key)?.[1];
      return rest === workspace || rest?.startsWith(`${workspace}/`);
    });
    for (const key of keys) localStorage.removeItem(key);
  } catch {
    return;
  }
}
