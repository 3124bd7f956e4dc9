import { isMap, isPair, isScalar, isSeq, type Node, parseDocument, visit, type YAMLMap } from 'yaml';

/** Where somebody writes in a YAML text that need not be whole. */
export interface PlaceInYaml {
  /** The keys and indices that lead to the map, list or value that is written. */
  readonly path: readonly (string | number)[];
  /** What stands at each of them: one more than the path has, the file first; undefined where nothing does yet. */
  readonly nodes: readonly (Node | undefined)[];
}

/** A word that no file has. */
const HERE = 'written-here';

/** The place of a key that stands between two offsets, or of a value; undefined where neither can stand there. */
export function placeInYaml(
  text: string,
  from: number,
  to: number,
  role: 'key' | 'value',
): PlaceInYaml | undefined {
  const word = role === 'key' && !/^\s*:/.test(text.slice(to)) ? `${HERE}: ` : HERE;
  const document = parseDocument(`${text.slice(0, from)}${word}${text.slice(to)}`, {
    prettyErrors: false,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  let found: PlaceInYaml | undefined;
  visit(document, {
    Scalar(at, { value }, ancestors) {
      if (value !== HERE || (at === 'key') !== (role === 'key')) return undefined;
      found = placeOf(at, ancestors);
      return visit.BREAK;
    },
  });
  return found;
}

function placeOf(at: string | number | null, ancestors: readonly unknown[]): PlaceInYaml {
  const path: (string | number)[] = [];
  const nodes: Node[] = [];
  for (const [depth, ancestor] of ancestors.entries()) {
    if (isMap(ancestor) || isSeq(ancestor)) nodes.push(ancestor);
    const below = ancestors[depth + 1];
    if (isSeq(ancestor)) path.push(below === undefined ? Number(at) : ancestor.items.indexOf(below));
    if (isPair(ancestor) && (below !== undefined || at === 'value')) path.push(keyText(ancestor.key));
  }
  return { path, nodes };
}

/** The texts that stand as values of a map, by their keys; what is written now is not among them. */
export function textsIn(map: Node | undefined): ReadonlyMap<string, string> {
  if (!isMap(map)) return new Map();
  return new Map(
    (map as YAMLMap).items.flatMap(({ key, value }) =>
      keyText(key) === HERE
        ? []
        : [[keyText(key), isScalar(value) && value.value !== HERE ? String(value.value) : '']],
    ),
  );
}

/** The keys of a map of the file. */
export function keysOf(file: Node | undefined, name: string): readonly string[] {
  const map = isMap(file) ? (file as YAMLMap).get(name) : undefined;
  return isMap(map) ? map.items.map(({ key }) => keyText(key)).filter((key) => key !== HERE) : [];
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}
