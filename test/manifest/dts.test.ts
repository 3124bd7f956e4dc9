import { describe, expect, it } from 'vitest';
import { parseDts } from '../../src/node/manifest/dts.ts';
import type { DtsNode, DtsValue } from '../../src/node/manifest/dts-tree.ts';
import { type Finding, Findings } from '../../src/node/manifest/finding.ts';
import { marked } from './marked.ts';
import { SYNTAX_CASES } from './syntax-cases.ts';

async function parse(text: string): Promise<{ root: DtsNode | undefined; findings: readonly Finding[] }> {
  const findings = new Findings('test.dts');
  const root = await parseDts(text, findings);
  return { root, findings: findings.sorted() };
}

/** The values of the one property of a root node. */
async function valuesOf(value: string): Promise<readonly DtsValue[]> {
  const { root, findings } = await parse(`/dts-v1/;\n/ { p = ${value}; n: node@1 { }; };`);
  expect(findings).toEqual([]);
  return root!.properties.get('p')!.values;
}

/** The numbers of a value that is one list of cells. */
async function cellsOf(value: string): Promise<readonly bigint[]> {
  const [cells] = await valuesOf(value);
  if (cells?.kind !== 'cells') throw new TypeError(`${value} is no list of cells`);
  return cells.cells.map((cell) => (cell.kind === 'number' ? cell.value : -1n));
}

describe('numbers', () => {
  const cases: readonly (readonly [name: string, value: string, expected: readonly bigint[]])[] = [
    ['decimal', '<0 7 4294967295>', [0n, 7n, 0xffff_ffffn]],
    ['hexadecimal', '<0x1f 0XAB 0xffffffff>', [0x1fn, 0xabn, 0xffff_ffffn]],
    ['octal', '<010 0>', [8n, 0n]],
    ['with suffixes', '<10UL 0x10ULL 3L (1U + 2LL)>', [10n, 16n, 3n, 3n]],
    ['characters', "<'a' '\\n' '\\'' '\\x41' '\\101' '\\0'>", [97n, 10n, 39n, 65n, 65n, 0n]],
    ['an empty list', '<>', []],
    ['sum and product', '<(1 + 2 * 3) ((1 + 2) * 3) (7 - 2 - 1)>', [7n, 9n, 4n]],
    ['quotient and rest', '<(7 / 2) (7 % 4)>', [3n, 3n]],
    ['shifts', '<(1 << 31) (0x80 >> 4) (1 << 2 + 1) (1 << 64)>', [0x8000_0000n, 8n, 8n, 0n]],
    ['bits', '<(0xc | 0x3) (0xf & 0x6) (5 ^ 1) (~0xff & 0xffff)>', [15n, 6n, 4n, 0xff00n]],
    ['signs', '<(-1) (~0) (+3) (!5) (!0)>', [0xffff_ffffn, 0xffff_ffffn, 3n, 0n, 1n]],
    ['comparison', '<(1 < 2) (2 <= 1) (1 == 1) (1 != 1) (3 > 2) (3 >= 4)>', [1n, 0n, 1n, 0n, 1n, 0n]],
    ['truth', '<(1 && 0) (1 || 0) (1 ? 5 : 6) (0 ? 5 : 6)>', [0n, 1n, 5n, 6n]],
    [
      '64 bits',
      '/bits/ 64 <0xffff000080000000 0x20000000000000 (-1)>',
      [0xffff_0000_8000_0000n, 2n ** 53n, 2n ** 64n - 1n],
    ],
    ['16 bits', '/bits/ 16 <0xffff (-2)>', [0xffffn, 0xfffen]],
    ['8 bits', "/bits/ 8 <255 'a'>", [255n, 97n]],
    ['comments between', '<1 /* one */ 2 // two\n 3>', [1n, 2n, 3n]],
  ];
  it.each(cases)('%s', async (_, value, expected) => {
    expect(await cellsOf(value)).toEqual(expected);
  });
});

describe('values', () => {
  it('reads strings with escapes, and lists of them', async () => {
    expect(await valuesOf('"a\\tb\\"c\\x41\\101\\q", "/* no comment */", "größe"')).toMatchObject([
      { kind: 'string', text: 'a\tb"cAAq' },
      { kind: 'string', text: '/* no comment */' },
      { kind: 'string', text: 'größe' },
    ]);
  });

  it('takes a NUL inside a string for the end of one string and the start of another', async () => {
    expect(await valuesOf('"one\\0two"')).toMatchObject([{ text: 'one' }, { text: 'two' }]);
  });

  it('reads bytes, in groups or apart', async () => {
    expect(await valuesOf('[00 1A2b /* three */ ff]')).toMatchObject([
      { kind: 'bytes', bytes: [0, 0x1a, 0x2b, 0xff] },
    ]);
    expect(await valuesOf('[]')).toMatchObject([{ kind: 'bytes', bytes: [] }]);
  });

  it('binds references, forward and by path, as phandles and as paths', async () => {
    const [cells, path] = await valuesOf('<&n 1 &{/node@1}>, &n');
    expect(cells).toMatchObject({
      kind: 'cells',
      cells: [
        { kind: 'reference', target: { path: '/node@1' } },
        { kind: 'number', value: 1n },
        { kind: 'reference', target: { path: '/node@1' } },
      ],
    });
    expect(path).toMatchObject({ kind: 'path', target: { path: '/node@1' } });
  });

  it('applies a width to the first list only', async () => {
    expect(await valuesOf('/bits/ 8 <1 2>, <3>')).toMatchObject([{ bits: 8 }, { bits: 32 }]);
  });
});

describe('positions', () => {
  it('counts lines and columns from 1 at nodes, properties and values', async () => {
    const { text, places } = marked(`/dts-v1/;
▸/ {
\t▸first = ▸<▸1 (▸2 + 3)>, ▸"text";
\tlabel: ▸child@2 {
\t\t▸bytes = ▸[00];
\t};
};`);
    const { root } = await parse(text);
    const first = root!.properties.get('first')!;
    const child = root!.children[0]!;
    const bytes = child.properties.get('bytes')!;
    const [cells, string] = first.values;
    const numbers = cells?.kind === 'cells' ? cells.cells : [];
    const found = [root!, first, cells, ...numbers, string, child, bytes, bytes.values[0]];
    expect(found.map((part) => part?.position)).toEqual(places);
  });

  it('counts characters, not bytes, and carriage returns not at all', async () => {
    const { text, places } = marked('/dts-v1/;\r\n/ {\r\n a = "äöü€", ▸"b";\r\n ▸c;\r\n};\r\n');
    const { root } = await parse(text);
    expect(
      [root!.properties.get('a')!.values[1], root!.properties.get('c')].map((part) => part?.position),
    ).toEqual(places);
  });
});

describe('merging', () => {
  it('joins the root, nodes of one name and reopened labels; later properties override', async () => {
    const { root, findings } = await parse(`/dts-v1/;
/ { a = <1>; b; here: n@1 { x = <1>; }; n@2 { }; };
/ { a = <2>; n@1 { y; again: deep { }; }; };
&here { x = <3>; };
&{/n@1/deep} { z; };`);
    expect(findings).toEqual([]);
    const [first, second] = root!.children;
    expect([...root!.properties.keys()]).toEqual(['a', 'b']);
    expect(root!.properties.get('a')).toMatchObject({
      position: { line: 3 },
      values: [{ cells: [{ value: 2n }] }],
    });
    expect(first).toMatchObject({ name: 'n', unitAddress: '1', path: '/n@1', labels: ['here'] });
    expect([...first!.properties.keys()]).toEqual(['x', 'y']);
    expect(first!.properties.get('x')!.position).toEqual({ line: 4, column: 9 });
    expect(first!.children).toMatchObject([{ name: 'deep', labels: ['again'], path: '/n@1/deep' }]);
    expect([...first!.children[0]!.properties.keys()]).toEqual(['z']);
    expect(second).toMatchObject({ unitAddress: '2', children: [] });
  });

  it('keeps empty properties and labels on properties', async () => {
    const { root } = await parse('/dts-v1/;\n/ { l: flag; };');
    expect(root!.properties.get('flag')).toMatchObject({ values: [] });
  });
});

describe('syntax errors', () => {
  it.each(SYNTAX_CASES)('$name', async ({ broken, found }) => {
    const { text, places } = marked(broken);
    const { findings } = await parse(text);
    expect(findings.map(({ rule, line, column, found }) => [rule.id, { line, column }, found])).toEqual([
      ['dts/syntax', places[0], found],
    ]);
  });

  it('finds fault with every beginning of a text, and never throws', async () => {
    const text = '/dts-v1/;\n/ { a: b@1 { c = <(1 + &x) "d">, [0e]; }; /* f */ };';
    for (let end = 0; end <= text.length; end++) {
      const { findings } = await parse(text.slice(0, end));
      expect(findings.length).toBeGreaterThan(0);
    }
  });
});
