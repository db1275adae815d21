/** What a reason adds where other columns fit as well; nothing where none do. */
export function doubt(others: readonly { name: string }[]): string {
  return others.length ? `; it could also be ${others.map((column) => column.name).join(' or ')}` : '';
}
