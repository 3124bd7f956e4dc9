import type { MistakeCase } from './mistake-case.ts';

const machine = (partitions: string): string => `memory:
  dram: { base: 0x40000000, size: 1M }
  more: { base: 0x40100000, size: 1M }
  secret: { base: 0x0e000000, size: 1M, secure: true }
partitions:
${partitions}
`;
const owner = (memory: string): string => machine(`  os: { id: 1, memory: [${memory}] }`);

const withVms = (vms: string): string =>
  `${machine('  os: { id: 1 }\n  vault: { id: 0x8001 }')}vms:\n${vms}\n`;

/** Machines of which every value is fine by itself. */
export const SENSE_CASES: readonly MistakeCase[] = [
  {
    name: 'regions that overlap',
    text: 'memory:\n  low: { base: 0, size: 8K }\n  high: { base: 0x1000, size: 8K }\npartitions: {}\n',
    mistakes: ['3:3: high overlaps low, which is 0x0..0x1fff, expected regions apart from each other'],
  },
  {
    name: 'two VMs with one id',
    text: withVms('  one: { vmid: 3 }\n  two: { vmid: 3 }'),
    mistakes: ['10:16: one has VM id 3, too, expected an id of its own'],
  },
  {
    name: 'a secure partition that is a VM',
    text: withVms('  vault: { vmid: 3 }'),
    mistakes: ['9:3: vault is a secure partition, expected a VM, or a partition of the normal world'],
  },
  {
    name: 'a partition that is a VM, with memory and a start of its own',
    text: withVms('  os: { vmid: 3, running: false, memory: [{ base: 0x40000000, size: 4K }] }'),
    mistakes: [
      '9:27: os is a partition, and runs from the beginning, expected true',
      '9:34: os is a partition, and owns memory there, expected no memory here',
    ],
  },
  {
    name: "memory of a VM that is secure, is nowhere, or is somebody else's",
    text: withVms(
      '  one: { vmid: 3, memory: [{ base: 0x0e000000, size: 4K }, { base: 0x1000, size: 4K }, { base: 0x40000000, size: 4K }] }\n  two: { vmid: 4, memory: [{ base: 0x40000000, size: 8K }] }',
    ),
    mistakes: [
      '9:28: one: memory at 0xe000000..0xe000fff is secure, expected memory of the normal world for a partition of the normal world',
      '9:60: one: memory at 0x1000..0x1fff lies in no region, expected memory in one of dram (0x40000000..0x400fffff), more (0x40100000..0x401fffff), secret (0xe000000..0xe0fffff)',
      "10:28: memory at 0x40000000..0x40001fff is one's already, which has 0x40000000..0x40000fff, expected pages with one owner",
    ],
  },
  {
    name: 'a mediator that nobody is',
    text: `mediator: {}\n${machine('  guest: { id: 1 }')}`,
    mistakes: ['1:1: nobody has id 0, expected a partition that is the hypervisor'],
  },
  {
    name: 'a mediator without buffers',
    text: `mediator: { profile: xen }\n${machine('  host: { id: 0 }')}`,
    mistakes: ['7:9: host has no buffers, expected buffers, which the mediator needs'],
  },
  {
    name: 'a guest without FF-A, and nobody who keeps it away',
    text: machine('  guest: { id: 1, tee: off }'),
    mistakes: ['6:19: found tee without a mediator, expected mediator: {}, or no tee'],
  },
  {
    name: 'guests that are none',
    text: `${machine(
      '  host: { id: 0, memory: [{ base: 0x40000000, size: 16K }], buffers: { tx: 0x40000000, rx: 0x40001000 } }\n  vault: { id: 0x8001 }',
    )}mediator: {}\nsteps:\n  - { do: create, guest: host }\n  - { do: create, guest: vault }\n  - { do: create, guest: vaut }\n`,
    mistakes: [
      '10:26: host is no guest, expected a partition of the normal world that is not the hypervisor',
      '11:26: vault is no guest, expected a partition of the normal world that is not the hypervisor',
      '12:26: no partition is called vaut, expected one of host, vault; did you mean vault?',
    ],
  },
  {
    name: 'two partitions with one id',
    text: machine('  os: { id: 1 }\n  guest: { id: 1 }'),
    mistakes: ['7:16: os has id 0x0001, too, expected an id of its own'],
  },
  {
    name: 'an id of the other world',
    text: machine('  os: { id: 0x8001, level: NS-EL1 }\n  vault: { id: 2, level: S-EL0 }'),
    mistakes: [
      '6:13: id 0x8001 does not fit level NS-EL1, expected an id of less than 0x8000',
      '7:16: id 0x0002 does not fit level S-EL0, expected an id of 0x8000 or more',
    ],
  },
  {
    name: 'memory outside of all regions',
    text: owner('{ base: 0x50000000, size: 8K }'),
    mistakes: [
      '6:25: os: memory at 0x50000000..0x50001fff lies in no region, expected memory in one of dram (0x40000000..0x400fffff), more (0x40100000..0x401fffff), secret (0xe000000..0xe0fffff)',
    ],
  },
  {
    name: 'memory across two regions',
    text: owner('{ base: 0x400ff000, size: 8K }'),
    mistakes: [
      '6:25: os: memory at 0x400ff000..0x40100fff lies in no region, expected memory in one of dram (0x40000000..0x400fffff), more (0x40100000..0x401fffff), secret (0xe000000..0xe0fffff)',
    ],
  },
  {
    name: 'secure memory for the normal world, second in the list',
    text: owner('{ base: 0x40000000, size: 4K }, { base: 0x0e000000, size: 4K }'),
    mistakes: [
      '6:57: os: memory at 0xe000000..0xe000fff is secure, expected memory of the normal world for a partition of the normal world',
    ],
  },
  {
    name: 'pages that belong to another',
    text: machine(
      '  os: { id: 1, memory: [{ base: 0x40000000, size: 1M }] }\n  guest: { id: 2, memory: [{ base: 0x400ff000, size: 4K }] }',
    ),
    mistakes: [
      "7:28: memory at 0x400ff000..0x400fffff is os's already, which has 0x40000000..0x400fffff, expected pages with one owner",
    ],
  },
  {
    name: 'two places behind one address',
    text: owner('{ base: 0x40000000, at: 0x1000, size: 8K }, { base: 0x40002000, at: 0x2000, size: 8K }'),
    mistakes: ['6:93: os sees other memory at 0x1000..0x2fff, expected addresses of their own'],
  },
  {
    name: 'a range for borrowed memory that would not be used',
    text: machine(
      '  os: { id: 1, memory: [{ base: 0x40000000, size: 1M }], borrowing: { at: 0x80000000, size: 1M } }',
    ),
    mistakes: [
      '6:58: os sees physical addresses, and borrowed memory where it lies, expected memory with `at`, or no borrowing',
    ],
  },
  {
    name: 'more partitions than the limit',
    text: `limits: { endpoints: 1 }\nmemory: {}\npartitions: { os: { id: 1 }, guest: { id: 2 } }\n`,
    mistakes: ['1:9: the machine cannot be built: at most 1 endpoints, expected a machine within its limits'],
  },
  {
    name: 'more contexts than a manager has',
    text: machine('  os: { id: 1, contexts: 200 }\n  guest: { id: 2, contexts: 200 }'),
    mistakes: [
      '6:3: the machine cannot be built: at most 256 execution contexts, expected a machine within its limits',
    ],
  },
  {
    name: 'a first run of what is not secure, or is not',
    text: `initialising: [os, vaul]\n${machine('  os: { id: 1 }\n  vault: { id: 0x8001 }')}`,
    mistakes: [
      '1:16: os runs at NS-EL1, expected a secure partition',
      '1:20: no partition is called vaul, expected one of os, vault; did you mean vault?',
    ],
  },
  {
    name: 'several mistakes, in the order of the file',
    text: machine(
      '  os: { id: 1, memory: [{ base: 0x50000000, size: 4K }] }\n  guest: { id: 1 }\nsteps: [{ by: so, do: start }]',
    ),
    mistakes: [
      '6:25: os: memory at 0x50000000..0x50000fff lies in no region, expected memory in one of dram (0x40000000..0x400fffff), more (0x40100000..0x401fffff), secret (0xe000000..0xe0fffff)',
      '7:16: os has id 0x0001, too, expected an id of its own',
      '8:15: no partition is called so, expected one of os, guest',
    ],
  },
];
