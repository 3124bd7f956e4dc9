import { devices, memory, sp10, sp11 } from './rule-case.ts';
import { anywhere, at, heap, type SystemCase, uart, unmarked } from './system-case.ts';

const interrupts = (mark: string, cells: string): string =>
  devices(`uart { ${at(0x9000000 + 0x10000 * cells.length)} ${mark}interrupts = <${cells}>; };`);

/** What one partition claims of the others'. */
export const CLAIM_CASES: readonly SystemCase[] = [
  {
    name: 'partitions that have nothing in common',
    partitions: [1, 2].map((number) =>
      anywhere(number, {
        root: `id = <${number}>; boot-order = <${number}>;`,
        nodes: unmarked(heap(0x7000000 + number * 0x2000) + uart(0x9000000 + number * 0x2000)),
      }),
    ),
    findings: [],
  },
  { name: 'no ids, and no boot order at all', partitions: [anywhere(1), anywhere(2)], findings: [] },
  {
    name: 'the last place in the boot order, which several may have',
    partitions: [1, 2].map((number) => anywhere(number, { root: 'boot-order = <0xffff>;' })),
    findings: [],
  },
  {
    name: 'the same id',
    partitions: [anywhere(1, { root: 'id = <1>;' }), anywhere(2, { root: '▸id = <1>;' })],
    findings: ['1.dts system/same-id: `id` is 1, as in 0.dts'],
  },
  {
    name: 'the same place in the boot order, three times',
    partitions: ['boot-order', '▸boot-order', '▸boot-order'].map((name, index) =>
      anywhere(index + 1, { root: `${name} = <7>;` }),
    ),
    findings: [
      '1.dts system/same-boot-order: `boot-order` is 7, as in 0.dts',
      '2.dts system/same-boot-order: `boot-order` is 7, as in 0.dts',
    ],
  },
  {
    name: 'the same UUID, in cells and in text, and the same load address',
    partitions: [
      sp10({ without: ['uuid'], root: 'uuid = <0x1c2d3e0f 0x78695a4b 0xb4a59687 0xf0e1d2c3>;' }),
      sp11().replace('uuid =', '▸uuid =').replace('load-address', '▸load-address'),
    ],
    findings: [
      '1.dts system/same-uuid: `uuid` is 0f3e2d1c-4b5a-6978-8796-a5b4c3d2e1f0, as in 0.dts',
      '1.dts system/same-load-address: `load-address` is 0x6000000, as in 0.dts',
    ],
  },
  {
    name: 'the same interrupt of two devices',
    partitions: [
      anywhere(1, { nodes: interrupts('', '40 0x900 41 0x900') }),
      anywhere(2, { nodes: interrupts('▸', '41 0x900') }),
    ],
    findings: ['1.dts system/same-interrupt: interrupt 41 is listed, as in 0.dts'],
  },
  {
    name: 'memory that overlaps by a page',
    partitions: [anywhere(1, { nodes: unmarked(heap(0x7000000)) }), anywhere(2, { nodes: heap(0x7001000) })],
    findings: [
      '1.dts system/same-memory: `/memory-regions/heap` at 0x7001000 overlaps `/memory-regions/heap` of 0.dts',
    ],
  },
  {
    name: 'regions inside another that started long before',
    partitions: [
      anywhere(1, { nodes: memory(`heap { ${at(0x7000000, 'pages-count = <256>; attributes = <3>;')} };`) }),
      anywhere(2, { nodes: heap(0x7001000) }),
      anywhere(3, { nodes: heap(0x7080000) }),
    ],
    findings: [
      '1.dts system/same-memory: `/memory-regions/heap` at 0x7001000 overlaps `/memory-regions/heap` of 0.dts',
      '2.dts system/same-memory: `/memory-regions/heap` at 0x7080000 overlaps `/memory-regions/heap` of 0.dts',
    ],
  },
  {
    name: 'one device for two',
    partitions: [anywhere(1, { nodes: unmarked(uart(0x9000000)) }), anywhere(2, { nodes: uart(0x9000000) })],
    findings: [
      '1.dts system/same-device: `/device-regions/uart` at 0x9000000 overlaps `/device-regions/uart` of 0.dts',
    ],
  },
  {
    name: 'a device in the memory of another',
    partitions: [anywhere(1, { nodes: unmarked(heap(0x9000000)) }), anywhere(2, { nodes: uart(0x9001000) })],
    findings: [
      '1.dts system/same-device: `/device-regions/uart` at 0x9001000 overlaps `/memory-regions/heap` of 0.dts',
    ],
  },
];
