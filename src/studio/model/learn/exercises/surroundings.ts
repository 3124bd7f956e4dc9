import type { Exercise } from '../exercise.ts';
import { PAIR, VMS, XEN_GUEST } from './machines.ts';

/** Buffers, versions, hypervisors in between, and the other protocol. */
export const SURROUNDING_EXERCISES: readonly Exercise[] = [
  {
    name: 'full-rx',
    title: 'An answer nobody picked up',
    story:
      'Long answers come in the RX buffer. There is one for each partition, and the manager writes into it only while it is free. Here the vault asks which partitions there are, reads the list, and then asks for memory, whose description has to come in the same buffer.',
    rule: 'retrieve/rx-busy',
    hints: [
      'Who owns the RX buffer after FFA_PARTITION_INFO_GET has succeeded?',
      'The vault does, until it says that it has read it: FFA_RX_RELEASE.',
      'Put `- { by: vault, do: release }` between the two calls.',
    ],
    machine: PAIR,
    task: {
      kind: 'scenario',
      steps: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: share, to: { vault: RW }, memory: [0x40100000], as: note }
- { by: vault, do: call, function: FFA_PARTITION_INFO_GET, answer: { w2: 2 } }
- { by: vault, do: retrieve, handle: note }
`,
    },
    goals: [
      { what: 'The vault asks which partitions there are.', by: 'vault', call: 'FFA_PARTITION_INFO_GET' },
      {
        what: 'It has the page that was shared with it.',
        steps: `- { do: check, page: 0x40100000, owner: linux, access: { vault: RW } }`,
      },
    ],
    solution: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: share, to: { vault: RW }, memory: [0x40100000], as: note }
- { by: vault, do: call, function: FFA_PARTITION_INFO_GET, answer: { w2: 2 } }
- { by: vault, do: release }
- { by: vault, do: retrieve, handle: note }
`,
  },
  {
    name: 'too-late',
    title: 'A second thought',
    story:
      'A driver begins carefully: it asks for FF-A 1.0, which everybody has. Then it finds that it needs a call of version 1.2, and asks for that version. What was agreed on first is settled with the next call, because all layouts follow from it.',
    rule: 'version/locked',
    hints: [
      'The version is agreed on once, before any other call. 0x10002 is version 1.2.',
      'The step `start` negotiates, asks for the id and maps the buffers. It says which version it wants.',
      'Begin with `version: 1.2`, and leave the second FFA_VERSION out: or ask for the same version again.',
    ],
    machine: PAIR,
    task: {
      kind: 'scenario',
      steps: `- { by: linux, do: start, version: 1.0 }
- { by: linux, do: call, function: FFA_VERSION, registers: { w1: 0x10002 } }
- { by: linux, do: call, function: FFA_PARTITION_INFO_GET_REGS, wide: true }
`,
    },
    goals: [
      { what: 'The OS makes a call of FF-A 1.2.', by: 'linux', call: 'FFA_PARTITION_INFO_GET_REGS' },
      {
        what: 'Its buffers are mapped.',
        steps: `- { by: linux, do: call, function: FFA_RXTX_MAP, wide: true, registers: { x1: 0x40002000, x2: 0x40003000, x3: 1 }, refused: mailbox/already-mapped }`,
      },
    ],
    solution: `- { by: linux, do: start, version: 1.2 }
- { by: linux, do: call, function: FFA_PARTITION_INFO_GET_REGS, wide: true }
`,
  },
  {
    name: 'one-at-a-time',
    title: 'Somebody stands in between',
    story:
      'A guest of a hypervisor does not talk to the manager of the secure world: the hypervisor takes its calls, looks at them and passes them on. This one is as Xen is: a send has one receiver. The guest wants to give the vault the page at 0x4000, and the notary the page at 0x5000, with one call.',
    rule: 'descriptor/receiver-count-max',
    hints: [
      'NOT_SUPPORTED is no mistake in the bytes: a manager with other limits would take them.',
      'Each partition needs one of the two pages only.',
      'Share 0x4000 with the vault and 0x5000 with the notary, in two steps with names of their own, and retrieve each.',
    ],
    machine: XEN_GUEST,
    task: {
      kind: 'scenario',
      steps: `- { by: vault, do: start }
- { by: notary, do: start }
- { by: guest, do: start }
- { by: guest, do: write, at: 0x4000, bytes: "11" }
- { by: guest, do: write, at: 0x5000, bytes: "22" }
- { by: guest, do: share, to: { vault: RW, notary: RW }, memory: [0x4000+2], as: both }
- { by: vault, do: retrieve, handle: both }
- { by: notary, do: retrieve, handle: both }
`,
    },
    goals: [
      {
        what: 'The vault reads 11 where the first page lies, at 0x40804000.',
        steps: `- { by: vault, do: read, at: 0x40804000, bytes: "11" }`,
      },
      {
        what: 'The notary reads 22 in the second, at 0x40805000.',
        steps: `- { by: notary, do: read, at: 0x40805000, bytes: "22" }`,
      },
    ],
    solution: `- { by: vault, do: start }
- { by: notary, do: start }
- { by: guest, do: start }
- { by: guest, do: write, at: 0x4000, bytes: "11" }
- { by: guest, do: write, at: 0x5000, bytes: "22" }
- { by: guest, do: share, to: { vault: RW }, memory: [0x4000], as: first }
- { by: guest, do: share, to: { notary: RW }, memory: [0x5000], as: second }
- { by: vault, do: retrieve, handle: first }
- { by: notary, do: retrieve, handle: second }
`,
  },
  {
    name: 'recall',
    title: 'Asking is not having',
    story:
      'Under Gunyah VMs pass memory on as parcels, through a resource manager. The primary VM has lent a page and wants it back: it has the borrower told so, and reclaims at once. A recall is a message and nothing else. The borrower has to hear it and let go.',
    rule: 'rm-reclaim/in-use',
    hints: [
      'Trying again does not help either: as long as the peer has accepted the parcel, the answer stays the same.',
      'The peer lets go of a parcel with `rm-release`.',
      'Between recall and reclaim: `- { by: peer, do: rm-hear, told: [MEM_RECALL] }` and `- { by: peer, do: rm-release, parcel: loan }`.',
    ],
    machine: VMS,
    task: {
      kind: 'scenario',
      steps: `- { by: hlos, do: rm-lend, to: { peer: RW }, memory: [0x80100000], as: loan }
- { by: peer, do: rm-accept, parcel: loan }
- { by: peer, do: write, at: 0x40000000, bytes: "c0 de" }
- { by: hlos, do: rm-notify, what: recall, parcel: loan, to: [peer] }
- { by: hlos, do: rm-reclaim, parcel: loan }
- { by: hlos, do: read, at: 0x80100000, bytes: "c0 de" }
`,
    },
    goals: [
      { what: 'The peer accepts the parcel.', by: 'peer', call: 'MEM_ACCEPT' },
      { what: 'The peer lets go of it.', by: 'peer', call: 'MEM_RELEASE' },
      {
        what: 'The primary VM reads what the peer wrote.',
        steps: `- { by: hlos, do: read, at: 0x80100000, bytes: "c0 de" }`,
      },
    ],
    solution: `- { by: hlos, do: rm-lend, to: { peer: RW }, memory: [0x80100000], as: loan }
- { by: peer, do: rm-accept, parcel: loan }
- { by: peer, do: write, at: 0x40000000, bytes: "c0 de" }
- { by: hlos, do: rm-notify, what: recall, parcel: loan, to: [peer] }
- { by: peer, do: rm-hear, told: [MEM_RECALL] }
- { by: peer, do: rm-release, parcel: loan }
- { by: hlos, do: rm-reclaim, parcel: loan }
- { by: hlos, do: read, at: 0x80100000, bytes: "c0 de" }
`,
  },
  {
    name: 'open-parcel',
    title: 'A parcel that is not closed',
    story:
      'A list of regions that is too long for one message goes in several: the first makes the parcel, others append to it. Each says whether more is to come. The driver reuses the flags of the first message for the last one, and the peer waits for a parcel that never closes.',
    rule: 'rm-accept/incomplete',
    hints: [
      'Nobody can accept a parcel to which more is to be appended.',
      '`more: true` stands in two steps. In which of them is it right?',
      'Take `more: true` from the `rm-append`: it is the last.',
    ],
    machine: VMS,
    task: {
      kind: 'scenario',
      steps: `- { by: hlos, do: rm-lend, to: { peer: RW }, memory: [0x80200000+2], more: true, as: loan }
- { by: hlos, do: rm-append, parcel: loan, memory: [0x80208000], more: true }
- { by: peer, do: rm-accept, parcel: loan }
- { by: peer, do: write, at: 0x40002000, bytes: "2a" }
`,
    },
    goals: [
      { what: 'The parcel is made in several messages.', by: 'hlos', call: 'MEM_APPEND' },
      {
        what: 'The peer has all three pages, the appended one, too.',
        steps: `- { by: peer, do: write, at: 0x40002000, bytes: "2a" }
- { do: check, page: 0x80208000, owner: hlos, access: { hlos: "---", peer: RW } }`,
      },
    ],
    solution: `- { by: hlos, do: rm-lend, to: { peer: RW }, memory: [0x80200000+2], more: true, as: loan }
- { by: hlos, do: rm-append, parcel: loan, memory: [0x80208000] }
- { by: peer, do: rm-accept, parcel: loan }
- { by: peer, do: write, at: 0x40002000, bytes: "2a" }
`,
  },
];
