/** Is in the first page, and tells it from everybody else's. */
export const siteMark = '<table id="entries" data-made-by="asof catalog">';

/** Only where what lies in a folder was written as a site may another take its place. @param names All files and folders in it, relative. */
export function isCatalogSite(names: readonly string[], index: string): boolean {
  const own = /^(?:index\.html|style\.css|search\.js|pages|pages[/\\][^/\\]+\.html)$/;
  return names.every((name) => own.test(name)) && index.includes(siteMark);
}
