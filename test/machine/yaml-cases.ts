import type { MistakeCase } from './mistake-case.ts';

/** Files that YAML itself rules out, or turns into something else than was meant. */
export const YAML_CASES: readonly MistakeCase[] = [
  {
    name: 'an empty file',
    text: '',
    mistakes: ['1:1: partitions is missing, expected a map of partitions by name'],
  },
  {
    name: 'a file that is a text',
    text: 'memory',
    mistakes: ['1:1: the file is "memory", expected a map'],
  },
  {
    name: 'a file that is a list',
    text: '- memory: {}',
    mistakes: ['1:1: the file is a list of 1, expected a map'],
  },
  {
    name: 'a tab',
    text: 'memory:\n\tdram: 1\n',
    mistakes: ['2:1: found a tab, expected spaces before the first word of a line'],
  },
  {
    name: 'a bracket that is left open',
    text: 'memory: {}\npartitions: { os: { id: 1 }\nsteps: []\n',
    mistakes: [
      '3:1: this is no YAML: Flow map in block collection must be sufficiently indented and end with a }, expected YAML',
    ],
  },
  {
    name: 'a key that stands twice',
    text: 'memory:\n  dram: { base: 0, size: 4K }\n  dram: { base: 0x1000, size: 4K }\npartitions: {}\n',
    mistakes: ['3:3: found key dram a second time, expected each key once'],
  },
  {
    name: 'two documents',
    text: 'memory: {}\npartitions: {}\n---\nmemory: {}\n',
    mistakes: ['3:1: found a second document, expected one document in a file'],
  },
  {
    name: 'a state without quotes, which YAML takes for a tag',
    text: 'memory: {}\npartitions: {}\nsteps:\n  - { do: check, page: 0, state: { os: !Owner-SA } }\n',
    mistakes: ['4:40: found tag !Owner-SA, expected quotes around a text that begins with !: "!Owner-SA"'],
  },
  {
    name: 'an alias of nothing',
    text: 'memory: {}\npartitions: *none\n',
    mistakes: ['2:13: found *none, expected &none somewhere before it'],
  },
  {
    name: 'aliases of aliases of aliases',
    text: `a: &a [1, 1]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]}, `.repeat(4)}]\n`).join('')}`,
    mistakes: ['1:1: the aliases of the file stand for too much, expected fewer than a hundred aliases'],
  },
];
