import { devices, memory } from './rule-case.ts';
import { vm } from './spmc-text.ts';
import { anywhere, at, heap, manager, member, type SystemCase, uart } from './system-case.ts';

/** The one partition that the manager starts, with these regions. */
const one = (name: string, nodes: string, ...findings: readonly string[]): SystemCase => ({
  name,
  spmc: manager(),
  partitions: [member({ nodes })],
  findings,
});

/** Where regions lie in the memory that the manager has. */
export const PLACE_CASES: readonly SystemCase[] = [
  one(
    'regions at both ends of ranges of their kind, and inside of what the partition is loaded into',
    memory(`
    own { load-address-relative-offset = <0x1000>; pages-count = <1>; attributes = <3>; };
    heap { ${at(0x7ffe000, 'pages-count = <2>; attributes = <3>;')} };
    shared { ${at(0x80000000, 'pages-count = <2>; attributes = <0xb>;')} };`) +
      devices(`
    uart { ${at(0x9000000)} };
    flash { ${at(0x3fff000, 'pages-count = <1>; attributes = <9>;')} };`),
  ),
  one(
    'memory that lies nowhere',
    heap(0x10000000),
    '0.dts system/memory-outside: `/memory-regions/heap` (0x10000000..0x10001fff) lies in no range, expected secure memory',
  ),
  one(
    'memory across the end of a range',
    heap(0x7fff000),
    '0.dts system/memory-outside: `/memory-regions/heap` (0x7fff000..0x8000fff) lies in no range, expected secure memory',
  ),
  one(
    'memory in a device',
    heap(0x9000000),
    '0.dts system/memory-outside: `/memory-regions/heap` (0x9000000..0x9001fff) lies in `uarts`, which is secure device memory, expected secure memory',
  ),
  {
    ...one(
      'non-secure memory of a manager that has none',
      heap(0x90000000, 0xb),
      '0.dts system/memory-outside: `/memory-regions/heap` (0x90000000..0x90001fff) lies in no range, and spmc.dts has no non-secure memory',
    ),
    spmc: manager().replace('device_type = "ns-memory"', 'device_type = "memory"'),
  },
  one(
    'non-secure memory in a secure range',
    heap(0x7000000, 0xb),
    '0.dts system/memory-security: `/memory-regions/heap` (0x7000000..0x7001fff) lies in `secure`, which is secure memory, expected non-secure memory',
  ),
  one(
    'secure memory in a non-secure range',
    heap(0x80000000, 3),
    '0.dts system/memory-security: `/memory-regions/heap` (0x80000000..0x80001fff) lies in `normal`, which is non-secure memory, expected secure memory',
  ),
  {
    ...one(
      'a region that is placed by the load address of the manager, not by its own',
      memory('own { ▸load-address-relative-offset = <0x1f00000>; pages-count = <1>; attributes = <3>; };'),
      '0.dts system/other-load-address: `load-address` is 0x6000000, read as 0x6100000 of `vm1`',
      '0.dts system/memory-outside: `/memory-regions/own` (0x8000000..0x8000fff) lies in no range, expected secure memory',
    ),
    partitions: [
      member({
        without: ['load-address'],
        root: 'description = "sp1"; ▸load-address = <0x6000000>;',
        nodes: memory(
          'own { ▸load-address-relative-offset = <0x1f00000>; pages-count = <1>; attributes = <3>; };',
        ),
      }),
    ],
  },
  one(
    'a device that lies nowhere',
    uart(0xa000000),
    '0.dts system/device-outside: `/device-regions/uart` (0xa000000..0xa001fff) lies in no range, expected secure device memory',
  ),
  one(
    'a device in memory',
    uart(0x7000000),
    '0.dts system/device-outside: `/device-regions/uart` (0x7000000..0x7001fff) lies in `secure`, which is secure memory, expected secure device memory',
  ),
  one(
    'a secure device where non-secure ones are',
    uart(0x1000),
    '0.dts system/device-security: `/device-regions/uart` (0x1000..0x2fff) lies in `flash`, which is non-secure device memory, expected secure device memory',
  ),
  {
    name: 'a region in what another is loaded into, behind it and in front of it',
    spmc: manager({}, vm(2, { vcpu_count: '<4>' }), vm(3, { vcpu_count: '<4>' })),
    partitions: [
      member({ nodes: heap(0x72ff000) }),
      anywhere(2, { root: 'load-address = <0x7200000>;', nodes: heap(0x61ff000) }),
      anywhere(3, { root: 'load-address = <0x7300000>;' }),
    ],
    findings: [
      '1.dts system/same-memory: `/memory-regions/heap` at 0x61ff000 overlaps `/hypervisor/vm1` of spmc.dts',
      '0.dts system/same-memory: `/memory-regions/heap` at 0x72ff000 overlaps `/hypervisor/vm2` of spmc.dts',
      '0.dts system/same-memory: `/memory-regions/heap` at 0x72ff000 overlaps `/hypervisor/vm3` of spmc.dts',
    ],
  },
  {
    ...one(
      'a region in the manager',
      heap(0x607f000),
      '0.dts system/manager-memory: `/memory-regions/heap` at 0x607f000 overlaps `/attribute` of spmc.dts',
    ),
    spmc: manager().replace('reg = <0 0x6080000 0x1f80000>', 'reg = <0 0x6000000 0x2000000>'),
  },
];
