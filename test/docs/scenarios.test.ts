import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/rules/limits.ts';
import { eventJson, pageMapJson, resultJson } from '../../src/node/cli/run-json.ts';
import { machineJsonSchema } from '../../src/node/machine/file-schema.ts';
import { missedIn, pageNamed, play, yamlExamples } from './yaml-examples.ts';

const PAGE = pageNamed('scenarios.md');
const { files, steps } = yamlExamples(PAGE);

describe('examples of docs/scenarios.md', () => {
  test.each(files)('the file in line $line comes as expected', async ({ text }) => {
    expect(await missedIn(text)).toEqual([]);
  });

  test.each(steps)('the steps in line $line come as expected', async ({ text }) => {
    expect(await missedIn(text)).toEqual([]);
  });

  test('the first has fifteen lines at most', () => {
    expect(files[0]!.text.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  });

  test('show every verb', async () => {
    const shown = new Set<string>();
    for (const { text } of [...files, ...steps]) for (const verb of (await play(text)).verbs) shown.add(verb);
    expect([...verbsOf()].filter((verb) => !shown.has(verb))).toEqual([]);
  });
});

interface Schema {
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>> & { readonly do?: Schema; readonly steps?: Schema };
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const schema = machineJsonSchema() as Schema;

function verbsOf(): readonly string[] {
  return (schema.properties?.steps?.items?.oneOf ?? []).map(({ properties }) =>
    String(properties?.do?.const),
  );
}

/** Names that a file may use as keys, and as values of a short list. */
function* namesIn(node: Schema): Generator<string> {
  yield* Object.keys(node.properties ?? {});
  const values = node.enum ?? [];
  if (values.length <= 8) for (const value of values) yield String(value).replace('!', '');
  const inner = [
    ...Object.values(node.properties ?? {}),
    ...Object.values(node.$defs ?? {}),
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...[node.items, node.additionalProperties].filter((each) => typeof each === 'object'),
  ];
  for (const each of inner) yield* namesIn(each);
}

describe('docs/scenarios.md tells', () => {
  const isTold = (name: string): boolean =>
    new RegExp(`\`[^\`\n]*(?<![\\w-])${name.replaceAll(/[.+]/g, '\\$&')}(?![\\w-])[^\`\n]*\``).test(PAGE);

  test('every verb', () => {
    const headings = [...PAGE.matchAll(/^### (`.*)$/gm)].flatMap(
      ([, heading]) => heading!.match(/[\w-]+/g) ?? [],
    );
    expect(verbsOf().filter((verb) => !headings.includes(verb))).toEqual([]);
  });

  test('every key and every word of the format', () => {
    expect([...new Set(namesIn(schema))].filter((name) => !isTold(name))).toEqual([]);
  });

  test('every limit with its number', () => {
    for (const [name, limit] of Object.entries(DEFAULT_LIMITS))
      expect(PAGE).toMatch(new RegExp(`^\\| \`${name}\` .*\\| ${limit} +\\|$`, 'm'));
  });

  test('every kind of event with its keys', async () => {
    const told = new Map<string, string>();
    for (const section of PAGE.split(/^### /m).slice(1))
      told.set(/^`(\w+)`/.exec(section)?.[1] ?? '', section);
    for (const { text: example } of [...files, ...steps]) {
      const { result, events } = await play(example);
      const lines = [
        ...events.map((event) => eventJson(event, () => 1)),
        pageMapJson(result.board),
        resultJson(result),
      ] as readonly { readonly kind: string }[];
      for (const line of lines) {
        const section = told.get(line.kind) ?? '';
        expect(keysIn(line).filter((key) => key !== 'kind' && !section.includes(`\`${key}\``))).toEqual([]);
      }
    }
  });
});

/** All keys of an object and of the objects in it. */
function keysIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}
