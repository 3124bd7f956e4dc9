import { VERSION_1_2 } from '../../../../core/abi/versions.ts';
import type { Exercise } from '../exercise.ts';
import { PAIR, START } from './machines.ts';

/** Descriptors of a share whose numbers do not fit each other. */
export const SEND_DESCRIPTORS: readonly Exercise[] = [
  {
    name: 'no-receivers',
    title: 'Nobody is asked',
    story:
      "A driver shares one page with the vault (0x8001). It writes the header first and counts its receivers afterwards, so the header still says that there are none. The vault's access descriptor is there, right behind the header, and nobody reads it.",
    rule: 'descriptor/receiver-count-zero',
    hints: [
      'The header says how many access descriptors follow, and how long each is. Here they are 32 bytes long.',
      'Bytes 28 to 31, `accessCount`, are the number of access descriptors.',
      'There is one, at byte 48: its first two bytes are 01 80, which is 0x8001. Write 1 into `accessCount`.',
    ],
    machine: PAIR,
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_2,
      sends: 'share',
      bytes: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 00 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault retrieves the page at 0x40100000.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW }, gives: [0x40100000] }`,
      },
      {
        what: 'The OS still has the page, and both may write to it.',
        steps: `- { do: check, page: 0x40100000, owner: linux, access: { linux: RWX, vault: RW } }`,
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
    name: 'page-total',
    title: 'Ranges are not pages',
    story:
      'Two ranges are to be shared with the vault: one page at 0x40100000, and three from 0x40102000 on. A descriptor says twice how much memory there is: for each range, and once for all of them. The driver put the number of ranges into both.',
    rule: 'send/page-sum',
    hints: [
      'Behind the access descriptors, at byte 80, the composite begins: the total of pages, and the number of ranges.',
      'The total has to be what the ranges add up to, in pages of 4 KiB.',
      'One page and three pages: byte 80, `totalPages`, has to be 4. The number of ranges beside it is right.',
    ],
    machine: PAIR,
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_2,
      sends: 'share',
      bytes: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
02 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00
00 20 10 40 00 00 00 00 03 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault retrieves all four pages.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW }, gives: [0x40100000, 0x40102000+3] }`,
      },
    ],
    solution: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
04 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00
00 20 10 40 00 00 00 00 03 00 00 00 00 00 00 00`,
  },
  {
    name: 'unaligned',
    title: 'In the middle of a page',
    story:
      'A driver wants the vault to see a buffer that begins in the middle of a page, at 0x40100800, and puts that address into the descriptor. Memory changes hands in whole pages of 4 KiB: the vault has to be told elsewhere, in a message, where in the page the buffer begins.',
    rule: 'send/constituent-unaligned',
    hints: [
      'Each range of pages, a constituent, has 16 bytes: an address, a number of pages, and four bytes that are zero.',
      'The address of a page has twelve zero bits at its end: three zeros in hex.',
      'Byte 97 is 08. The page in which the buffer lies begins at 0x40100000.',
    ],
    machine: PAIR,
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_2,
      sends: 'share',
      bytes: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 08 10 40 00 00 00 00 01 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault retrieves the page in which the buffer lies.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW }, gives: [0x40100000] }`,
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
    name: 'overlap',
    title: 'One page, twice',
    story:
      'Four pages from 0x40100000 on, as two ranges of two. The driver advances its address by one page where the first range has two, so the second page is in both ranges. If that were accepted, it would be shared twice and could be given back once.',
    rule: 'send/overlap',
    hints: [
      'The ranges are at byte 96 and byte 112. Write down which pages each of them covers.',
      'The first covers 0x40100000 and 0x40101000, the second 0x40101000 and 0x40102000.',
      'The second has to begin behind the first, at 0x40102000: 00 20 10 40. Ranges that touch do not overlap.',
    ],
    machine: PAIR,
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_2,
      sends: 'share',
      bytes: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
04 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 02 00 00 00 00 00 00 00
00 10 10 40 00 00 00 00 02 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault retrieves four pages that follow each other.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW }, gives: [0x40100000+2, 0x40102000+2] }`,
      },
      {
        what: 'All four are shared, the last one, too.',
        steps: `- { do: check, page: 0x40103000, state: { linux: Owner-SA, vault: "!Owner-SA" } }`,
      },
    ],
    solution: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
04 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 02 00 00 00 00 00 00 00
00 20 10 40 00 00 00 00 02 00 00 00 00 00 00 00`,
  },
  {
    name: 'clear-shared',
    title: 'Clean, but not mine',
    story:
      'A driver does not want the vault to see what was in these two pages before, and sets the flag that has memory cleared when it is sent. But this is a share: the owner goes on using the pages, and would lose what it has in them. The flag is for lending and donating.',
    rule: 'send/zero-on-share',
    hints: [
      'The flags of a transaction are the four bytes at offset 4.',
      'Bit 0 asks for the memory to be cleared. A share must not ask for that; whoever wants clean pages writes zeros first.',
      'Write 0 into the flags. To make a lend of it would not do: the owner would lose its access.',
    ],
    machine: PAIR,
    task: {
      kind: 'descriptor',
      before: START,
      by: 'linux',
      version: VERSION_1_2,
      sends: 'share',
      bytes: `00 00 2f 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 02 00 00 00 00 00 00 00`,
    },
    goals: [
      {
        what: 'The vault retrieves both pages.',
        steps: `- { by: vault, do: retrieve, handle: "0x7", from: linux, receivers: { vault: RW }, gives: [0x40100000+2] }`,
      },
      {
        what: 'The owner has kept its access.',
        steps: `- { do: check, page: 0x40101000, state: { linux: Owner-SA, vault: "!Owner-SA" } }`,
      },
    ],
    solution: `00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
00 00 10 40 00 00 00 00 02 00 00 00 00 00 00 00`,
  },
];
