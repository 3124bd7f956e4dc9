import type { MistakeCase } from './mistake-case.ts';

const PAGE = 'the address of a page: a multiple of 0x1000, of 52 bits at most';
const SIZE = 'a size in whole pages: 4096, 4K, 16M, 1G';

const dram = (region: string): string => `memory:\n  dram: ${region}\npartitions: {}\n`;
const os = (partition: string): string =>
  `memory: { dram: { base: 0x40000000, size: 16M } }\npartitions:\n  os: ${partition}\n`;

/** Keys and values of the machine that are not what they have to be. */
export const MACHINE_CASES: readonly MistakeCase[] = [
  {
    name: 'an unknown key of the file',
    text: 'memroy: {}\nmemory: {}\npartitions: {}\n',
    mistakes: [
      '1:1: unknown key memroy, expected one of about, profile, limits, mediator, spmc, memory, partitions, vms, initialising, steps; did you mean memory?',
    ],
  },
  {
    name: 'an unknown key of a region',
    text: dram('{ base: 0, size: 4K, device: true, kind: ram }'),
    mistakes: ['2:44: unknown key kind, expected one of base, size, secure, device'],
  },
  {
    name: 'an unknown key of a partition, in its own line',
    text: 'memory: {}\npartitions:\n  os:\n    id: 1\n    uuid: []\n',
    mistakes: [
      '5:5: unknown key uuid, expected one of manifest, id, level, version, properties, uuids, image, onAbort, contexts, memory, borrowing, buffers, driver, tee, boot, program; did you mean uuids?',
    ],
  },
  {
    name: 'an unknown limit',
    text: 'limits: { reciever: 4 }\nmemory: {}\npartitions: {}\n',
    mistakes: [
      '1:11: unknown key reciever, expected one of receivers, transactions, transactionsPerEndpoint, pagesPerSend, unfinishedSends, constituents, constituentsPerEndpoint, borrowers, retrievals, mailboxPages, endpoints, contexts, discovered, eventRepeats, teardownTries, teardownPause, pageTables',
    ],
  },
  {
    name: 'a missing key of the file',
    text: 'memory: {}\n',
    mistakes: ['1:1: partitions is missing, expected a map of partitions by name'],
  },
  {
    name: 'no memory, and no manager who has some',
    text: 'partitions: {}\n',
    mistakes: [
      '1:1: memory is missing, expected a map of memory regions by name, or spmc, a manifest that has them',
    ],
  },
  {
    name: 'a missing base',
    text: dram('{ size: 4K }'),
    mistakes: [`2:9: base is missing, expected ${PAGE}`],
  },
  { name: 'a missing size', text: dram('{ base: 0 }'), mistakes: [`2:9: size is missing, expected ${SIZE}`] },
  {
    name: 'a missing id',
    text: os('{ contexts: 2 }'),
    mistakes: ['3:7: os has no id, expected id, its FF-A id'],
  },
  {
    name: 'a missing buffer',
    text: os('{ id: 1, buffers: { tx: 0x1000 } }'),
    mistakes: ['3:25: rx is missing, expected an address: 0x40000000'],
  },
  { name: 'a partition without anything', text: os(''), mistakes: ['3:7: os is empty, expected a map'] },
  {
    name: 'lists where maps belong, and the other way round',
    text: 'memory: []\npartitions: [os]\nsteps: {}\n',
    mistakes: [
      '1:9: memory is a list of 0, expected a map of memory regions by name',
      '2:13: partitions is a list of 1, expected a map of partitions by name',
      '3:8: steps is a map, expected a list of steps',
    ],
  },
  {
    name: 'a text where yes or no belongs',
    text: dram('{ base: 0, size: 4K, secure: yes }'),
    mistakes: ['2:38: secure is "yes", expected true or false'],
  },
  {
    name: 'a name that could be a number',
    text: 'memory: {}\npartitions: { 0x8001: { id: 1 } }\n',
    mistakes: ['2:15: found key 32769, expected a name: a letter, then letters, digits, - _ or .'],
  },
  {
    name: 'a size in small letters',
    text: dram('{ base: 0, size: 4k }'),
    mistakes: [`2:26: size is "4k", expected ${SIZE}`],
  },
  {
    name: 'half a page',
    text: dram('{ base: 0, size: 2K }'),
    mistakes: [`2:26: size is "2K", expected ${SIZE}`],
  },
  {
    name: 'a hundred bytes',
    text: dram('{ base: 0, size: 100 }'),
    mistakes: [`2:26: size is 100, expected ${SIZE}`],
  },
  { name: 'no pages', text: dram('{ base: 0, size: 0 }'), mistakes: [`2:26: size is 0, expected ${SIZE}`] },
  {
    name: 'more than there is',
    text: dram('{ base: 0, size: 4194305G }'),
    mistakes: [`2:26: size is "4194305G", expected ${SIZE}`],
  },
  {
    name: 'an address inside a page',
    text: dram('{ base: 0x1800, size: 4K }'),
    mistakes: [`2:17: base is 0x1800, expected ${PAGE}`],
  },
  {
    name: 'an address in quotes',
    text: dram('{ base: "0x1000", size: 4K }'),
    mistakes: [`2:17: base is "0x1000", expected ${PAGE}`],
  },
  {
    name: 'an address below 0',
    text: dram('{ base: -4096, size: 4K }'),
    mistakes: [`2:17: base is -4096, expected ${PAGE}`],
  },
  {
    name: 'an address of 53 bits',
    text: dram('{ base: 0x10000000000000, size: 4K }'),
    mistakes: [`2:17: base is 0x10000000000000, expected ${PAGE}`],
  },
  {
    name: 'an id of 17 bits',
    text: os('{ id: 0x10000 }'),
    mistakes: ['3:13: id is 0x10000, expected an FF-A id of 16 bits'],
  },
  {
    name: 'a level of another architecture',
    text: os('{ id: 1, level: EL1 }'),
    mistakes: ['3:23: level is "EL1", expected one of NS-EL1, NS-EL2, S-EL1, S-EL0; did you mean S-EL1?'],
  },
  {
    name: 'a version that is none',
    text: os('{ id: 1, version: 2.0 }'),
    mistakes: ['3:25: version is 2.0, expected an FF-A version: 1.0, 1.1, 1.2, 1.3'],
  },
  {
    name: 'a UUID that is none',
    text: os('{ id: 1, uuids: [378daedc-f06b-4446-8314-40ab933c87a3, 378daedc] }'),
    mistakes: ['3:62: uuids[1] is "378daedc", expected a UUID: 378daedc-f06b-4446-8314-40ab933c87a3'],
  },
  {
    name: 'no UUID where there has to be one',
    text: os('{ id: 1, uuids: [] }'),
    mistakes: ['3:23: uuids is a list of 0, expected one UUID or more'],
  },
  {
    name: 'a property that is none',
    text: os('{ id: 1, properties: [sends-direct, recieves-direct] }'),
    mistakes: [
      '3:43: properties[1] is "recieves-direct", expected one of receives-direct, sends-direct, indirect, notifications, aarch64; did you mean receives-direct?',
    ],
  },
  {
    name: 'no contexts',
    text: os('{ id: 1, contexts: 0 }'),
    mistakes: ['3:26: contexts is 0, expected a number of execution contexts, 1 to 256'],
  },
  {
    name: 'rights in another order',
    text: os('{ id: 1, memory: [{ base: 0x40000000, size: 4K, rights: XR }] }'),
    mistakes: ['3:63: rights is "XR", expected rights: RWX, RW, R-X, --- and so on'],
  },
  {
    name: 'a limit of nothing',
    text: 'limits: { receivers: 0 }\nmemory: {}\npartitions: {}\n',
    mistakes: ['1:22: receivers is 0, expected a number of 32 bits, 1 or more'],
  },
  {
    name: 'a limit that FFA_FEATURES cannot tell',
    text: 'limits: { retrievals: 2 }\nmemory: {}\npartitions: {}\n',
    mistakes: ['1:23: retrievals is 2, expected one less than a power of two: 1, 3, 7, 15'],
  },
];
