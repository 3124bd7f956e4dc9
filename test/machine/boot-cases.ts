import type { MistakeCase } from './mistake-case.ts';

const DRAM = 'memory: { dram: { base: 0x40000000, size: 16M } }\n';
/** A partition with memory that starts so. */
const boot = (text: string): string =>
  `${DRAM}partitions:\n  os: { id: 1, memory: [{ base: 0x40000000, size: 1M }], boot: ${text} }\n`;
const item = (text: string): string => boot(`{ info: [${text}] }`);

/** How partitions cannot start. */
export const BOOT_CASES: readonly MistakeCase[] = [
  {
    name: 'an unknown key of boot',
    text: boot('{ ordre: 1 }'),
    mistakes: ['3:66: unknown key ordre, expected one of order, register, at, info; did you mean order?'],
  },
  {
    name: 'an order of 17 bits, a register that is none, and half a page',
    text: boot('{ order: 65536, register: 4, at: 0x800 }'),
    mistakes: [
      '3:73: order is 65536, expected a place in the boot order, 0 to 0xffff',
      '3:90: register is 4, expected the number of a register, 0 to 3',
      '3:97: at is 0x800, expected the address of a page: a multiple of 0x1000, of 52 bits at most',
    ],
  },
  {
    name: 'things that are none',
    text: boot('{ info: { name: seed } }'),
    mistakes: ['3:72: info is a map, expected a list of things: [{ name: seed, value: 7 }]'],
  },
  {
    name: 'a type that is none, and a name that is too long',
    text: item('{ type: fdt, value: 1 }, { name: 0123456789abcdefg, value: 1 }'),
    mistakes: [
      '3:81: type is "fdt", expected device-tree, hob-list, or a number of 8 bits',
      '3:106: name is "0123456789abcdefg", expected a name of 16 characters at most, of printable ASCII',
    ],
  },
  {
    name: 'two names',
    text: item('{ name: seed, uuid: 378daedc-f06b-4446-8314-40ab933c87a3, value: 1 }'),
    mistakes: ['3:73: info[0] is a map, expected name or uuid, or neither'],
  },
  {
    name: 'nothing to give, and two things at once',
    text: item('{ name: seed }, { bytes: "00", value: 1 }'),
    mistakes: [
      '3:73: info[0] is a map, expected one of bytes, file and value',
      '3:89: info[1] is a map, expected one of bytes, file and value',
    ],
  },
  {
    name: 'a partition without a place for what it is given',
    text: `${DRAM}partitions:\n  os: { id: 1, boot: { info: [{ value: 1 }] } }\n`,
    mistakes: [
      '3:30: os has no memory where it is loaded, expected at under boot, the place of its boot information',
    ],
  },
  {
    name: 'a place that is not its own',
    text: boot('{ at: 0x41000000, info: [{ value: 1 }] }'),
    mistakes: [
      '3:70: os cannot read its boot information at 0x41000000..0x4100003f, expected a place in its memory',
    ],
  },
  {
    name: 'a place that is too small',
    text: boot('{ at: 0x400ff000, info: [{ bytes: "00" }] }'),
    mistakes: [
      '3:70: os cannot read its boot information at 0x400ff000..0x40100000, expected a place in its memory',
    ],
  },
  {
    name: 'a place that it may not read',
    text: boot('{ info: [{ value: 1 }] }').replace('size: 1M }', 'size: 1M, rights: "---" }'),
    mistakes: [
      '3:79: os cannot read its boot information at 0x40000000..0x4000003f, expected a place in its memory',
    ],
  },
  {
    name: 'what its version has no way to say',
    text: item('{ value: 1 }').replace('id: 1', 'id: 1, version: 1.0'),
    mistakes: ['3:86: os: entries[0].form: FF-A 1.0 has addresses only, expected what FF-A 1.0 can say'],
  },
];
