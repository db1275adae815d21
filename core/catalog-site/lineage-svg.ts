import type { LineagePicture } from '../catalog/picture.ts';
import { nodeSize, pictureEdge } from '../catalog/picture.ts';
import { nodeOf } from '../catalog/node-id.ts';
import { html, type Html } from '../html/html.ts';
import { count } from '../text/figures.ts';

/** A lineage as a picture, left to right; what has a page leads to it. */
export function lineageSvg(
  { nodes, edges, more, width, height }: LineagePicture,
  about: { hrefOf: (id: string) => string | null; typeOf: (id: string) => string | null },
): Html {
  const [wide, tall] = [width, height].map((size) => size + 2 * pictureEdge) as [number, number];
  const paths = edges.map(({ path }) => html`<path d="${path}" />`);
  const boxes = nodes.map((node) => {
    const { kind, name } = nodeOf(node.id);
    const box = html`<g class="${node.isFocus ? 'focus' : ''}" transform="translate(${node.x} ${node.y})">
      <title>${kind} ${name}</title>
      <rect width="${nodeSize.width}" height="${nodeSize.height}" rx="7" />
      <text x="10" y="15">${node.text}</text>
      <text x="10" y="27" class="note">${about.typeOf(node.id) ?? kind}</text>
    </g>`;
    const href = node.isFocus ? null : about.hrefOf(node.id);
    return href === null ? box : html`<a href="${href}">${box}</a>`;
  });
  const rest = more.map(
    ({ x, y, count: n }) => html`<text class="note" x="${x + 10}" y="${y + 20}">+ ${count(n)} more</text>`,
  );
  return html`<svg
    class="lineage"
    viewBox="${-pictureEdge} ${-pictureEdge} ${wide} ${tall}"
    width="${wide}"
    height="${tall}"
    role="group"
    aria-label="Lineage"
  >
    ${paths}${boxes}${rest}
  </svg>`;
}
