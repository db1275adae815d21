import { isMap, isPair, isScalar, visit } from 'yaml';
import { parseYaml } from '../model/parse-yaml.ts';
import { redacted } from '../text/redacted.ts';

/** The parts of `asof.yaml` that say what a training set is made of. What is not here never leaves: an address may hold a secret. */
const said = ['project', 'entities', 'sources', 'feature_views', 'feature_services', 'labels'];

/**
 * The text of an `asof.yaml` as it may travel with a training set: without its online store, comments,
 * secrets, and places of one machine (`placeOf` names a path without them). Variables stay as they are
 * written. Null where the text cannot be read.
 */
export function saidDefinitions(text: string, placeOf: (path: string) => string): string | null {
  const document = parseYaml(text, { uniqueKeys: false });
  const { contents } = document;
  if (document.errors.length > 0 || !isMap(contents)) return null;
  contents.items = contents.items.filter(({ key }) => isScalar(key) && said.includes(String(key.value)));
  document.comment = document.commentBefore = null;
  visit(document, {
    Node(_, node, path) {
      node.comment = node.commentBefore = undefined;
      if (!isScalar(node) || typeof node.value !== 'string') return;
      const pair = path.at(-1);
      const field = isPair(pair) && isScalar(pair.key) && pair.value === node ? pair.key.value : null;
      node.value = redacted(field === 'path' || field === 'source' ? placed(node.value, placeOf) : node.value);
    },
  });
  try {
    return document.toString({ lineWidth: 0 });
  } catch {
    // An anchor of a part that is left out may be used in another.
    return null;
  }
}

/** A path, and the default of a variable in it, without places of one machine. */
function placed(path: string, placeOf: (path: string) => string): string {
  return placeOf(path.replaceAll(/(?<=\$\{\w+:-)[^}]*/g, placeOf));
}
