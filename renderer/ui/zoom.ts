/** How many pixels of the screen, in which events and boxes are measured, a pixel of an element's own takes. */
export function zoomOf(element: Element): number {
  return element.currentCSSZoom ?? 1;
}
