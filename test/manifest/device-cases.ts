import { devices, memory, type RuleCase, sp11 } from './rule-case.ts';

const region = (base: number, more: string): string =>
  `base-address = <0x${base.toString(16)}>; pages-count = <1>; attributes = <3>; ${more}`;
const withDevice = (...more: readonly string[]): string =>
  sp11({
    nodes: devices(
      more.map((text, index) => `d${index} { ${region(0x7000000 + index * 0x1000, text)} };`).join(''),
    ),
  });
/** A device with streams 1 and 2, and memory that says more of them. */
const withStreams = (more: string, declared = 'smmu-id = <0>; stream-ids = <1 2>;'): string =>
  sp11({
    nodes: devices(`d { ${region(0x7000000, declared)} };`) + memory(`m { ${region(0x8000000, more)} };`),
  });

const STREAMS = 'smmu-id = <0>; stream-ids = <1 2>;';

export const DEVICE_CASES: readonly RuleCase[] = [
  {
    rule: 'manifest/too-many-streams',
    valid: withDevice('smmu-id = <0>; stream-ids = <1 2 3 4>;'),
    broken: withDevice('smmu-id = <0>; ▸stream-ids = <1 2 3 4 5>;'),
  },
  {
    rule: 'manifest/too-many-stream-permissions',
    valid: withStreams(
      'smmu-id = <0>; stream-ids = <1 2 3 4>; stream-ids-access-permissions = <3 3 3 3>;',
      'smmu-id = <0>; stream-ids = <1 2 3 4>;',
    ),
    broken: withStreams(`${STREAMS} ▸stream-ids-access-permissions = <3 3 3 3 3>;`),
  },
  {
    rule: 'manifest/missing-smmu-id',
    valid: withDevice('smmu-id = <0>; stream-ids = <1>;'),
    broken: withDevice('▸stream-ids = <1>;'),
    found: '`/device-regions/d0` has `stream-ids` but no `smmu-id`',
  },
  {
    rule: 'manifest/stream-permission-count',
    valid: withStreams(`${STREAMS} stream-ids-access-permissions = <3 3>;`),
    broken: withStreams(`${STREAMS} ▸stream-ids-access-permissions = <3>;`),
    found: '`stream-ids-access-permissions` has 1 values for 2 stream ids',
  },
  {
    rule: 'manifest/stream-permissions-differ',
    valid: withStreams(`${STREAMS} stream-ids-access-permissions = <0xb 0xb>;`),
    broken: withStreams(`${STREAMS} ▸stream-ids-access-permissions = <3 0xb>;`),
  },
  {
    rule: 'manifest/undeclared-stream',
    valid: withStreams(STREAMS),
    broken: withStreams('smmu-id = <0>; ▸stream-ids = <1 3>;'),
    found: 'stream 3 of `/memory-regions/m` is declared in 0 device regions, expected 1',
  },
  {
    rule: 'manifest/malformed-integer-list',
    valid: withDevice('interrupts = <40 0x900>, <41 0x900>;'),
    broken: withDevice('▸interrupts = <40 0x900 41>;'),
    found: '`interrupts` has 3 cells, expected 2 an entry',
  },
  {
    rule: 'manifest/interrupt-repeated',
    valid: withDevice('interrupts = <40 0x900>;', 'interrupts = <41 0x900>;'),
    broken: withDevice('interrupts = <40 0x900>;', '▸interrupts = <40 0x900>;'),
    found: 'interrupt 40 of `/device-regions/d1` is listed before',
  },
  {
    rule: 'manifest/interrupt-target-unknown',
    valid: withDevice('interrupts = <40 0x900>; interrupts-target = <40 0 0x100>;'),
    broken: withDevice('interrupts = <40 0x900>; ▸interrupts-target = <41 0 0x100>;'),
  },
];
