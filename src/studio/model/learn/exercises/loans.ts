import type { Exercise } from '../exercise.ts';
import { PAIR } from './machines.ts';

/** What two partitions and an OS do with memory, in an order that does not work. */
export const LOAN_EXERCISES: readonly Exercise[] = [
  {
    name: 'late-reclaim',
    title: 'Who still has it?',
    story:
      'The OS lends a page to two partitions. The notary writes something into it, the vault looks on, and the OS wants its page back to read the result. The manager does not give a page back while anybody has it, and does not say who that is: this is how handles get stuck.',
    rule: 'reclaim/held',
    hints: [
      'Whoever retrieves has to relinquish, each for itself. Count both.',
      'The vault relinquishes, the notary does not.',
      'Put `- { by: notary, do: relinquish, handle: loan }` before the reclaim.',
    ],
    machine: PAIR,
    task: {
      kind: 'scenario',
      steps: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: lend, to: { vault: RO, notary: RW }, memory: [0x40100000], as: loan }
- { by: vault, do: retrieve, handle: loan }
- { by: notary, do: retrieve, handle: loan }
- { by: notary, do: write, at: 0x40100000, bytes: "c0 de" }
- { by: vault, do: relinquish, handle: loan }
- { by: linux, do: reclaim, handle: loan }
- { by: linux, do: read, at: 0x40100000, bytes: "c0 de" }
`,
    },
    goals: [
      { what: 'The vault retrieves the page.', by: 'vault', call: 'FFA_MEM_RETRIEVE_REQ' },
      { what: 'The notary gives it back.', by: 'notary', call: 'FFA_MEM_RELINQUISH' },
      {
        what: 'The OS has its page again, with what the notary wrote.',
        steps: `- { by: linux, do: read, at: 0x40100000, bytes: "c0 de" }
- { do: check, page: 0x40100000, state: { linux: Owner-EA, notary: "!Owner-NA", vault: "!Owner-NA" } }`,
      },
    ],
    solution: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: lend, to: { vault: RO, notary: RW }, memory: [0x40100000], as: loan }
- { by: vault, do: retrieve, handle: loan }
- { by: notary, do: retrieve, handle: loan }
- { by: notary, do: write, at: 0x40100000, bytes: "c0 de" }
- { by: vault, do: relinquish, handle: loan }
- { by: notary, do: relinquish, handle: loan }
- { by: linux, do: reclaim, handle: loan }
- { by: linux, do: read, at: 0x40100000, bytes: "c0 de" }
`,
  },
  {
    name: 'half-sent',
    title: 'Not all of it has arrived',
    story:
      'A descriptor that is longer than the TX buffer goes in fragments: the first with FFA_MEM_SHARE, the others with FFA_MEM_FRAG_TX. The manager answers the first with FFA_MEM_FRAG_RX, which means: go on. Here the sender takes that for success and passes the handle on.',
    rule: 'retrieve/unfinished',
    hints: [
      'A handle is there from the first fragment on. The memory is shared when the last one has been taken.',
      '`stopAfter: 1` holds all fragments back but the first. The step `continue` sends the rest.',
      'Put `- { by: linux, do: continue, handle: parts }` before the retrieve.',
    ],
    machine: PAIR,
    task: {
      kind: 'scenario',
      steps: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- by: linux
  do: share
  to: { vault: RW }
  memory: [0x40100000, 0x40102000, 0x40104000]
  fragments: [112, 16]
  stopAfter: 1
  as: parts
- { by: vault, do: retrieve, handle: parts }
`,
    },
    goals: [
      { what: 'The descriptor is sent in fragments.', by: 'linux', call: 'FFA_MEM_FRAG_TX' },
      {
        what: 'The vault has the last of the three pages.',
        steps: `- { do: check, page: 0x40104000, owner: linux, state: { vault: "!Owner-SA" } }`,
      },
    ],
    solution: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- by: linux
  do: share
  to: { vault: RW }
  memory: [0x40100000, 0x40102000, 0x40104000]
  fragments: [112, 16]
  stopAfter: 1
  as: parts
- { by: linux, do: continue, handle: parts }
- { by: vault, do: retrieve, handle: parts }
`,
  },
  {
    name: 'twice',
    title: 'One page, two shares',
    story:
      'Two partitions are to read the same note at the same time. An application has registered the page once for each of them, and the driver shares it twice. A page is in one transaction at most: otherwise nobody could say which of them gives it back.',
    rule: 'send/held',
    hints: [
      'Giving the page back in between does not help: both are to have it at once.',
      'A share has a list of receivers. `to` takes several: `{ vault: RO, notary: RO }`.',
      'Share once, with both receivers, and let both retrieve the same handle.',
    ],
    machine: PAIR,
    task: {
      kind: 'scenario',
      steps: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: write, at: 0x40100000, bytes: "68 69" }
- { by: linux, do: share, to: { vault: RO }, memory: [0x40100000], as: first }
- { by: linux, do: share, to: { notary: RO }, memory: [0x40100000], as: second }
- { by: vault, do: retrieve, handle: first }
- { by: notary, do: retrieve, handle: second }
`,
    },
    goals: [
      {
        what: 'Both read the note.',
        steps: `- { by: vault, do: read, at: 0x40100000, bytes: "68 69" }
- { by: notary, do: read, at: 0x40100000, bytes: "68 69" }`,
      },
      {
        what: 'Neither may write to it.',
        steps: `- { do: check, page: 0x40100000, owner: linux, access: { vault: R, notary: R } }`,
      },
    ],
    solution: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: write, at: 0x40100000, bytes: "68 69" }
- { by: linux, do: share, to: { vault: RO, notary: RO }, memory: [0x40100000], as: note }
- { by: vault, do: retrieve, handle: note }
- { by: notary, do: retrieve, handle: note }
`,
  },
  {
    name: 'reader-clears',
    title: 'A reader tidies up',
    story:
      'The vault borrows a page to read a secret from it, and wants nothing to be left of that: it gives the page back with the flag that has it cleared. But it may only read the page. Who may not write may not have it written over, either.',
    rule: 'relinquish/zero-read-only',
    hints: [
      'Clearing is writing. Who in this story may write to the page, and when?',
      'The owner may: `reclaim` takes the same flag. Or the vault may, if it is lent the page with `RW`.',
      'Take the flag from the relinquish, and write `- { by: linux, do: reclaim, handle: loan, flags: [zero] }`.',
    ],
    machine: PAIR,
    task: {
      kind: 'scenario',
      steps: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: write, at: 0x40100000, bytes: "74 61 6e" }
- { by: linux, do: lend, to: { vault: RO }, memory: [0x40100000], as: loan }
- { by: vault, do: retrieve, handle: loan }
- { by: vault, do: read, at: 0x40100000, bytes: "74 61 6e" }
- { by: vault, do: relinquish, handle: loan, flags: [zero] }
- { by: linux, do: reclaim, handle: loan }
`,
    },
    goals: [
      { what: 'The vault borrows the page.', by: 'vault', call: 'FFA_MEM_RETRIEVE_REQ' },
      { what: 'It gives the page back.', by: 'vault', call: 'FFA_MEM_RELINQUISH' },
      {
        what: 'Nothing is left of the secret.',
        steps: `- { by: linux, do: read, at: 0x40100000, bytes: "00 00 00" }`,
      },
    ],
    solution: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: write, at: 0x40100000, bytes: "74 61 6e" }
- { by: linux, do: lend, to: { vault: RO }, memory: [0x40100000], as: loan }
- { by: vault, do: retrieve, handle: loan }
- { by: vault, do: read, at: 0x40100000, bytes: "74 61 6e" }
- { by: vault, do: relinquish, handle: loan }
- { by: linux, do: reclaim, handle: loan, flags: [zero] }
`,
  },
  {
    name: 'wrong-way',
    title: 'The way out of the secure world',
    story:
      'The vault has worked something out and wants the OS to read it. It writes the result, 2a 2a, into a page of its own and shares that with the OS. Secure memory does not go to the normal world: a processor there cannot reach it, whatever the tables say.',
    rule: 'send/to-normal-world',
    hints: [
      'Memory of the normal world can be used by both worlds. Whose page should the result be written to?',
      'The OS shares a page of its own with the vault, to read and write. The vault retrieves it, and writes there.',
      'Share 0x40100000 from `linux` to `{ vault: RW }`, let the vault retrieve it, and have it write 2a 2a at 0x40100000.',
    ],
    machine: PAIR,
    task: {
      kind: 'scenario',
      steps: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: vault, do: write, at: 0x0e010000, bytes: "2a 2a" }
- { by: vault, do: share, to: { linux: RO }, memory: [0x0e010000], as: result }
`,
    },
    goals: [
      { what: 'The vault retrieves a page of the OS.', by: 'vault', call: 'FFA_MEM_RETRIEVE_REQ' },
      {
        what: 'The OS reads the result at 0x40100000.',
        steps: `- { by: linux, do: read, at: 0x40100000, bytes: "2a 2a" }`,
      },
      {
        what: 'Both have access to that page.',
        steps: `- { do: check, page: 0x40100000, owner: linux, state: { linux: Owner-SA, vault: "!Owner-SA" } }`,
      },
    ],
    solution: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
- { by: linux, do: share, to: { vault: RW }, memory: [0x40100000], as: result }
- { by: vault, do: retrieve, handle: result }
- { by: vault, do: write, at: 0x40100000, bytes: "2a 2a" }
`,
  },
];
