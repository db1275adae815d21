export interface NamingPart {
  kind: 'text' | 'placeholder';
  text: string;
}

/** The parts of a rule of naming such as `{team}_{entity}_v{n}`; null where it is none: a brace that is open, or no placeholder. */
export function readNaming(rule: string): NamingPart[] | null {
  const parts: NamingPart[] = [];
  for (const { groups } of rule.matchAll(/\{(?<placeholder>[^{}]*)\}|(?<text>[^{}]+)|(?<brace>[{}])/g)) {
    const { placeholder, text, brace } = groups!;
    if (brace !== undefined || (placeholder !== undefined && !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(placeholder)))
      return null;
    parts.push(placeholder === undefined ? { kind: 'text', text: text! } : { kind: 'placeholder', text: placeholder });
  }
  return parts.some(({ kind }) => kind === 'placeholder') ? parts : null;
}
