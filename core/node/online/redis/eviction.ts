/** One line where Redis may drop records without a word. */
export function evictionWarnings(nodes: readonly Map<string, string>[], expires: boolean): string[] {
  const risky = nodes.find((node) => {
    const policy = node.get('maxmemory_policy') ?? 'noeviction';
    const limited = (node.get('maxmemory') ?? '0') !== '0';
    return limited && (policy.startsWith('allkeys') || (policy.startsWith('volatile') && expires));
  });
  if (!risky) return [];
  return [
    `its maxmemory-policy is ${risky.get('maxmemory_policy')}: when it is full it drops features without a word; set noeviction`,
  ];
}
