import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../../../core/abi/versions.ts';
import type { Exercise } from '../exercise.ts';
import { PAIR, pairOf, START } from './machines.ts';

/** Descriptors of donations and requests, and of other versions. */
export const OTHER_DESCRIPTORS: readonly Exercise[] = [
  {
    name: 'secure-bit',
    title: 'Who says what is secure',
    story:
      'A driver knows that its page lies in the normal world, and says so: it sets bit 6, NS, in the memory attributes. Whether memory is secure is not for a sender to say. The manager knows, and tells receivers in this very bit.',
    rule: 'descriptor/attributes-ns',
    hints: [
      'The memory attributes are the two bytes at offset 2. A share of normal memory carries 0x2f there: normal, write-back, inner shareable.',
      'In 0x6f one bit is set that is not in 0x2f: bit 6, the NS bit. It is zero in everything that is sent.',
      'Write 2f into byte 2.',
    ],
    machine: PAIR,
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_2,
      sends: 'share',
      bytes: `00 00 6f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault retrieves the page.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW }, gives: [0x40100000] }`,
      },
      {
        what: 'It is shared, and still belongs to the OS.',
        steps: `- { do: check, page: 0x40100000, owner: linux, state: { vault: "!Owner-SA" } }`,
      },
    ],
    solution: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00`,
  },
  {
    name: 'two-new-owners',
    title: 'Given to two',
    story:
      'A page is to be donated: it gets a new owner, for good. The driver reuses the descriptor of an earlier lend, in which the vault and the notary are listed. A page has one owner, so a donation has one receiver. The page is meant for the vault.',
    rule: 'send/donate-receivers',
    hints: [
      'Two access descriptors follow the header, at byte 48 for 0x8001, which is the vault, and at byte 80 for 0x8002.',
      'Nobody looks at an access descriptor that the header does not count.',
      'Write 1 into `accessCount` at byte 28. The composite may stay at byte 112: a gap before it is allowed, and each access descriptor says where it begins.',
    ],
    machine: PAIR,
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_2,
      sends: 'donate',
      bytes: `00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 02 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 00 00 70 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
02 80 00 00 70 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault retrieves what it was given.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW NX }, flags: [donate], gives: [0x40100000] }`,
      },
      {
        what: 'It is the owner now, and the OS can no longer reach the page.',
        steps: `- { do: check, page: 0x40100000, owner: vault, access: { linux: "---" } }`,
      },
    ],
    solution: `00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 00 00 70 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
02 80 00 00 70 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00`,
  },
  {
    name: 'stride',
    title: 'How far to the next one',
    story:
      'This OS speaks FF-A 1.1, in which an access descriptor has 16 bytes. Version 1.2 made it 32, and the header says which of both it is, so that readers know how far it is to the next one. The driver was moved to newer headers: it says 32, and still writes 16.',
    rule: 'descriptor/access-size',
    hints: [
      'The access descriptors begin at byte 48, as the header says. Where does the second begin? Look for 02 80, which is 0x8002.',
      'It begins at byte 64, 16 bytes behind the first. Byte 24, `accessSize`, says something else.',
      'Write 16, which is 0x10, into `accessSize`. All else is a valid descriptor of FF-A 1.1.',
    ],
    machine: pairOf('1.1'),
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_1,
      sends: 'share',
      bytes: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 02 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
02 80 01 00 50 00 00 00 00 00 00 00 00 00 00 00
01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault retrieves the page, to read and write.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW, notary: RO }, gives: [0x40100000] }`,
      },
      {
        what: 'The notary retrieves it, to read only.',
        steps: `- { by: notary, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW, notary: RO } }
- { do: check, page: 0x40100000, access: { vault: RW, notary: R } }`,
      },
    ],
    solution: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 10 00 00 00 02 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
02 80 01 00 50 00 00 00 00 00 00 00 00 00 00 00
01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00`,
  },
  {
    name: 'old-header',
    title: 'An older header',
    story:
      'This OS speaks FF-A 1.0, in which the header has 32 bytes and no fields for the size and place of access descriptors. The driver takes what follows the header for the list of pages. It forgets that the access descriptors come first.',
    rule: 'send/composite-offset',
    hints: [
      'In FF-A 1.0 the access descriptors begin at byte 32. Here there is one, of 16 bytes.',
      'What says where the list of pages begins, the composite, stands in the access descriptor, at byte 36.',
      'The composite begins behind the only access descriptor: 32 + 16 = 48, which is 0x30.',
    ],
    machine: pairOf('1.0'),
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_0,
      sends: 'share',
      bytes: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00
01 80 02 00 20 00 00 00 00 00 00 00 00 00 00 00
02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 02 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault, which speaks 1.2, retrieves both pages.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW }, gives: [0x40100000+2] }`,
      },
    ],
    solution: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00
01 80 02 00 30 00 00 00 00 00 00 00 00 00 00 00
02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 02 00 00 00 00 00 00 00`,
  },
  {
    name: 'composite-in-request',
    title: 'A request is not a send',
    story:
      'The OS has shared a page, and the vault asks for it. A retrieve request looks like the descriptor of a send, but has no list of pages: that is what the answer brings. The vault fills in both with the same code, and leaves in the request where such a list would be.',
    rule: 'retrieve/composite-offset',
    hints: [
      'The request ends with its access descriptor: 80 bytes, and nothing behind them.',
      'Bytes 52 to 55, `compositeOffset`, say where a list of pages begins.',
      'There is none, and zero says so.',
    ],
    machine: PAIR,
    task: {
      kind: 'descriptor',
      before: `${START}- { by: linux, do: share, to: { vault: RW }, memory: [0x40100000], as: note }
`,
      by: 'vault',
      version: VERSION_1_2,
      sends: 'retrieve',
      bytes: `00 00 00 00 08 00 00 00 07 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault has the page that the OS shared.',
        steps: `- { do: check, page: 0x40100000, owner: linux, access: { vault: RW } }`,
      },
    ],
    solution: `00 00 00 00 08 00 00 00 07 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00`,
  },
];
