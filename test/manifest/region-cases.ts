import { devices, memory, type RuleCase, sp11 } from './rule-case.ts';

const withMemory = (...regions: readonly string[]): string =>
  sp11({ nodes: memory(regions.map((region, index) => `m${index} { ${region} };`).join('\n    ')) });
const withDevices = (...regions: readonly string[]): string =>
  sp11({ nodes: devices(regions.map((region, index) => `d${index} { ${region} };`).join('\n    ')) });

/** Source of a region, from its place to whatever follows. */
const at = (base: string, more = 'pages-count = <1>; attributes = <3>;'): string =>
  `base-address = ${base}; ${more}`;
const nth = (index: number): string => at(`<0x7${index.toString(16).padStart(3, '0')}000>`);
const nine: readonly string[] = Array.from({ length: 9 }, (_, index) => nth(index));

export const REGION_CASES: readonly RuleCase[] = [
  {
    rule: 'manifest/memory-regions-empty',
    valid: withMemory(nth(0)),
    broken: withMemory().replace('memory-regions {', '▸memory-regions {'),
    found: '`/memory-regions` has no child, expected at least one region',
  },
  {
    rule: 'manifest/device-regions-empty',
    valid: withDevices(nth(0)),
    broken: withDevices().replace('device-regions {', '▸device-regions {'),
  },
  {
    rule: 'manifest/regions-ignored',
    valid: withMemory(...nine.slice(1)),
    broken: withMemory(...nine).replace('m8', '▸m8'),
    found: '`/memory-regions/m8` is child 9 of 9, which is not read',
  },
  {
    rule: 'manifest/region-two-bases',
    valid: withMemory(nth(0)),
    broken: withMemory(`${nth(0)} ▸load-address-relative-offset = <0x1000>;`),
  },
  {
    rule: 'manifest/region-no-base',
    valid: withMemory('load-address-relative-offset = <0x1000>; pages-count = <1>; attributes = <3>;'),
    broken: withMemory('pages-count = <1>; attributes = <3>;').replace('m0', '▸m0'),
  },
  {
    rule: 'manifest/region-relative-overflow',
    valid: withMemory(
      'load-address-relative-offset = <0xffffffff 0xf9fff000>; pages-count = <1>; attributes = <3>;',
    ),
    broken: withMemory(
      '▸load-address-relative-offset = <0xffffffff 0xfa000000>; pages-count = <1>; attributes = <3>;',
    ),
  },
  {
    rule: 'manifest/region-no-pages',
    valid: withMemory(nth(0)),
    broken: withMemory(at('<0x7000000>', '▸pages-count = <0>; attributes = <3>;')),
  },
  {
    rule: 'manifest/region-no-pages',
    valid: withDevices(nth(0)),
    broken: withDevices(at('<0x7000000>', '▸pages-count = <0>; attributes = <3>;')),
  },
  {
    rule: 'manifest/region-past-end',
    valid: withMemory(at('<0xffffffff 0xfffff000>')),
    broken: withMemory(at('<0xffffffff 0xfffff000>', '▸pages-count = <2>; attributes = <3>;')),
  },
  {
    rule: 'manifest/region-unaligned',
    valid: withMemory(at('<0x200000 0>')),
    broken: withMemory(`▸${at('<0x200000 0x800>')}`),
    found: '`/memory-regions/m0` starts at 0x20000000000800, expected a multiple of 0x1000',
  },
  {
    rule: 'manifest/region-unaligned',
    valid: withMemory('load-address-relative-offset = <0x1000>; pages-count = <1>; attributes = <3>;'),
    broken: sp11({
      without: ['load-address'],
      nodes: memory('m0 { ▸load-address-relative-offset = <0x10>; pages-count = <1>; attributes = <3>; };'),
    }),
  },
  {
    rule: 'manifest/memory-permissions',
    valid: withMemory(at('<0x7000000>', 'pages-count = <1>; attributes = <0xd>;')),
    broken: withMemory(at('<0x7000000>', 'pages-count = <1>; ▸attributes = <2>;')),
    found: '`attributes` are 0x2, expected 1, 3, 5, 7, or one of these plus 8',
  },
  {
    rule: 'manifest/writable-code-at-el0',
    valid: withMemory(at('<0x7000000>', 'pages-count = <1>; attributes = <7>;')),
    broken: sp11({
      without: ['exception-level', 'execution-ctx-count'],
      root: 'exception-level = <1>; execution-ctx-count = <1>;',
      nodes: memory(`m0 { ${at('<0x7000000>', 'pages-count = <1>; ▸attributes = <7>;')} };`),
    }),
  },
  {
    rule: 'manifest/device-permissions',
    valid: withDevices(at('<0x7000000>', 'pages-count = <1>; attributes = <0xb>;')),
    broken: withDevices(at('<0x7000000>', 'pages-count = <1>; ▸attributes = <5>;')),
  },
  {
    rule: 'manifest/region-attribute-bits',
    valid: withMemory(nth(0)),
    broken: withMemory(at('<0x7000000>', 'pages-count = <1>; ▸attributes = <0x13>;')),
    found: '`attributes` are 0x13, read as 0x3',
  },
  {
    rule: 'manifest/region-over-load-address',
    valid: withMemory(at('<0x5fff000>')),
    broken: withMemory(`▸${at('<0x5fff000>', 'pages-count = <2>; attributes = <3>;')}`),
    found: '`/memory-regions/m0` covers 0x5fff000..0x6000fff with the load address 0x6000000 in it',
  },
  {
    rule: 'manifest/region-overlap',
    valid: withMemory(at('<0x7000000>'), at('<0x7001000>')),
    broken: withMemory(at('<0x7000000>', 'pages-count = <2>; attributes = <3>;'), `▸${at('<0x7001000>')}`),
    found: '`/memory-regions/m1` (0x7001000..0x7001fff) overlaps `/memory-regions/m0` (0x7000000..0x7001fff)',
  },
  {
    rule: 'manifest/region-overlap',
    valid: sp11({ nodes: memory(`m { ${nth(0)} };`) + devices(`d { ${nth(1)} };`) }),
    broken: sp11({ nodes: memory(`m { ${nth(0)} };`) + devices(`d { ▸${nth(0)} };`) }),
  },
  {
    rule: 'manifest/buffer-sizes',
    valid: withBuffers(2, 2),
    broken: withBuffers(2, 1).replace('tx-buffer =', '▸tx-buffer ='),
    found: 'the RX buffer has 2 pages and the TX buffer 1, expected equal sizes',
  },
  {
    rule: 'manifest/buffers-same',
    valid: withBuffers(1, 1),
    broken: withBuffers(1, 1).replace('tx-buffer = <&tx>', '▸tx-buffer = <&rx>'),
    found: '`tx-buffer` is `/memory-regions/a`, as is `rx-buffer`',
  },
  {
    rule: 'manifest/tx-read-only',
    valid: withBuffers(1, 1).replace('attributes = <3>', 'attributes = <1>'),
    broken: withBuffers(1, 1).replace(/attributes = <3>; \}; \}/, '▸attributes = <1>; }; }'),
    found: '`attributes` of the TX buffer are 1, expected 3',
  },
];

function withBuffers(rxPages: number, txPages: number): string {
  const pages = (count: number): string => `pages-count = <${count}>; attributes = <3>;`;
  const rx = `rx: a { ${at('<0x7000000>', pages(rxPages))} };`;
  const tx = `tx: b { ${at('<0x8000000>', pages(txPages))} };`;
  const info = 'compatible = "arm,ffa-manifest-rx_tx-buffer"; rx-buffer = <&rx>; tx-buffer = <&tx>;';
  return sp11({ nodes: `${memory(rx + tx)} rx_tx-info { ${info} };` });
}
