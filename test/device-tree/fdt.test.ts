import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeFdt } from '../../src/node/device-tree/fdt.ts';
import { type TreeNode, type TreeValue, twoCells } from '../../src/node/device-tree/tree.ts';
import { isInstalled, read } from '../installed.ts';

const HAS_DTC = isInstalled('dtc', 'trees read back by dtc');

/** Bytes as they are written here: in hex, or as text in quotes. */
const bytes = (text: string) =>
  Buffer.concat(
    [...text.matchAll(/"(.*?)"|([0-9a-f]+)/g)].map(([, quoted, hex]) =>
      quoted === undefined ? Buffer.from(hex ?? '', 'hex') : Buffer.from(quoted),
    ),
  );

const root = (properties: TreeNode['properties'], ...children: readonly TreeNode[]): TreeNode => ({
  name: '',
  properties,
  children,
});

describe('writeFdt', () => {
  test('an empty tree', () => {
    expect(writeFdt(root({}))).toEqual(
      new Uint8Array(
        bytes(`
          d00dfeed 00000048 00000038 00000048  00000028 00000011 00000010 00000000
          00000000 00000010
          00000000 00000000 00000000 00000000
          00000001 00000000 00000002 00000009`),
      ),
    );
  });

  test('every kind of value, names that share their ends, nodes in nodes', () => {
    const tree = root(
      { '#size-cells': [2], model: 'größe', there: true },
      { name: 'timer@10', properties: { cells: twoCells(0x12_3456_789a), list: ['a', 'bc'] } },
      {
        name: 'outer',
        properties: {},
        children: [{ name: 'inner', properties: { model: '', blob: new Uint8Array([1, 2, 3, 4, 5]) } }],
      },
    );
    const structure = bytes(`
      00000001 00000000
        00000003 00000004 00000000  00000002
        00000003 00000008 0000000c  "gr" c3b6c39f "e" 00
        00000003 00000000 00000012
        00000001 "timer@10" 00 000000
          00000003 00000008 00000006  00000012 3456789a
          00000003 00000005 00000018  "a" 00 "bc" 00 000000
        00000002
        00000001 "outer" 00 0000
          00000001 "inner" 00 0000
            00000003 00000001 0000000c  00 000000
            00000003 00000005 0000001d  0102030405 000000
          00000002
        00000002
      00000002
      00000009`);
    const names = bytes('"#size-cells" 00 "model" 00 "there" 00 "list" 00 "blob" 00');
    const header = [
      0xd00dfeed,
      0,
      0x38,
      0x38 + structure.length,
      0x28,
      17,
      16,
      0,
      names.length,
      structure.length,
    ];
    header[1] = 0x38 + structure.length + names.length;
    const expected = Buffer.concat([
      ...header.map((word) => bytes(word.toString(16).padStart(8, '0'))),
      Buffer.alloc(16),
      structure,
      names,
    ]);
    expect(Buffer.from(writeFdt(tree)).toString('hex')).toBe(expected.toString('hex'));
  });

  const cases: readonly (readonly [name: string, tree: TreeNode, message: string])[] = [
    [
      'a root with a name',
      { name: 'root', properties: {} },
      'the root of a tree has no name, but is called root',
    ],
    ['a node without a name', root({}, node('')), 'no node can be called ""'],
    ['a node with a slash', root({}, node('a/b')), 'no node can be called "a/b"'],
    ['a node with two unit addresses', root({}, node('a@1@2')), 'no node can be called "a@1@2"'],
    [
      'a node with 32 characters',
      root({}, node('n'.repeat(32))),
      `no node can be called "${'n'.repeat(32)}"`,
    ],
    ['two nodes of one name', root({}, node('a'), node('a')), 'there are two nodes /a'],
    ['a property with a blank', root({ 'a b': true }), 'no property can be called "a b"'],
    ['a string with a NUL', root({ p: ['a', 'b\0c'] }), '/ p: a string ends at its first NUL'],
    ['a cell of 33 bits', root({}, node('a', { p: [2 ** 32] })), '/a p: 4294967296 is no cell of 32 bits'],
    ['a negative cell', root({ p: [1, -1] }), '/ p: -1 is no cell of 32 bits'],
    ['half a cell', root({ p: [0.5] }), '/ p: 0.5 is no cell of 32 bits'],
    [
      'a phandle of two nodes',
      root({ phandle: [7] }, node('a', { phandle: [7] })),
      '/ and /a have the same phandle 7',
    ],
    [
      'a phandle that stands for none',
      root({}, node('a', { phandle: [0] })),
      '/a phandle: one cell is wanted that is neither 0 nor all ones',
    ],
    [
      'a phandle of two cells',
      root({ phandle: [1, 2] }),
      '/ phandle: one cell is wanted that is neither 0 nor all ones',
    ],
  ];
  test.each(cases)('refuses %s', (_name, tree, message) => {
    expect(() => writeFdt(tree)).toThrow(new RangeError(message));
  });
});

describe('twoCells', () => {
  test.each([
    [0, [0, 0]],
    [0xffff_ffff, [0, 0xffff_ffff]],
    [0x1_0000_0000, [1, 0]],
    [Number.MAX_SAFE_INTEGER, [0x1f_ffff, 0xffff_ffff]],
  ])('%d', (value, cells) => {
    expect(twoCells(value)).toEqual(cells);
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN])('refuses %d', (value) => {
    expect(() => twoCells(value)).toThrow(RangeError);
  });
});

describe('any tree', () => {
  test('is found again by whoever walks the blob', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        expect(walk(writeFdt(tree))).toEqual(plain(tree));
      }),
    );
  });

  test.runIf(HAS_DTC)('is the same blob when dtc has read and written it', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        const blob = writeFdt(tree);
        const { status, out } = read('dtc', ['-q', '-f', '-I', 'dtb', '-O', 'dtb'], blob);
        expect(status).toBe(0);
        expect(out.toString('hex')).toBe(Buffer.from(blob).toString('hex'));
      }),
      { numRuns: 30 },
    );
  });
});

function node(name: string, properties: TreeNode['properties'] = {}): TreeNode {
  return { name, properties };
}

function anyTree(): fc.Arbitrary<TreeNode> {
  const letters = (alphabet: string) =>
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 8 });
  const text = fc.string({ unit: 'grapheme' }).filter((string) => !string.includes('\0'));
  const value: fc.Arbitrary<TreeValue> = fc.oneof(
    fc.constant(true as const),
    text,
    fc.array(text, { minLength: 1, maxLength: 3 }),
    fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 5 }),
    fc.uint8Array({ minLength: 1, maxLength: 9 }),
  );
  const properties = fc.dictionary(letters('ab#?,._+-z'), value, { maxKeys: 5, noNullPrototype: true });
  const nodes = (depth: number): fc.Arbitrary<readonly TreeNode[]> =>
    fc.uniqueArray(
      fc.record({
        name: letters('ab,._+-z'),
        properties,
        children: depth === 0 ? fc.constant([]) : nodes(depth - 1),
      }),
      { selector: ({ name }) => name, maxLength: 3 },
    );
  return fc.record({ name: fc.constant(''), properties, children: nodes(2) });
}

/** A tree with the values that a blob has: bytes. */
interface Plain {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly children: readonly Plain[];
}

function plain({ name, properties, children = [] }: TreeNode): Plain {
  const hex = (value: TreeValue): string => {
    if (value === true) return '';
    if (typeof value === 'string') return Buffer.from(`${value}\0`).toString('hex');
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    return value
      .map((part) => (typeof part === 'string' ? hex(part) : part.toString(16).padStart(8, '0')))
      .join('');
  };
  const values = Object.entries(properties).map(([property, value]) => [property, hex(value)] as const);
  return { name, properties: Object.fromEntries(values), children: children.map(plain) };
}

/** A reader as short as can be: whatever the blocks of a blob say. */
function walk(blob: Uint8Array): Plain {
  const buffer = Buffer.from(blob);
  const names = buffer.subarray(buffer.readUInt32BE(12));
  let at = buffer.readUInt32BE(8);
  const word = () => {
    at += 4;
    return buffer.readUInt32BE(at - 4);
  };
  const text = (from: Buffer, start: number) => from.toString('utf8', start, from.indexOf(0, start));
  const skip = (length: number) => {
    at += Math.ceil(length / 4) * 4;
  };
  const readNode = (): Plain => {
    const name = text(buffer, at);
    skip(Buffer.byteLength(name) + 1);
    const properties: Record<string, string> = {};
    const children: Plain[] = [];
    for (;;) {
      const token = word();
      if (token === 2) return { name, properties, children };
      if (token === 1) children.push(readNode());
      else if (token === 3) {
        const length = word();
        const property = text(names, word());
        properties[property] = buffer.toString('hex', at, at + length);
        skip(length);
      } else throw new Error(`token ${token} at ${at}`);
    }
  };
  expect(word()).toBe(1);
  const top = readNode();
  expect(word()).toBe(9);
  expect(at).toBe(buffer.readUInt32BE(12));
  return top;
}
