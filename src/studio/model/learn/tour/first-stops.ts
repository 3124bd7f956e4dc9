import type { TourStop } from './stop.ts';

/ How a machine comes to share its first page. */;
export const FIRST_STOPS: readonly TourStop[] = [
  {
    title: 'Two worlds and a referee',
    text: [
      'An Arm processor runs in one of two worlds. In the normal world runs `linux`, the OS. In the secure world run partitions that guard secrets: `vault`, with a small kernel of its own, and `notary`, a plain program. Each has memory that it alone can use.',
      'Between them stands the partition manager. It owns the tables that say who reaches which page, and nobody else can change them. FF-A, the Firmware Framework for Arm A-profile, is the set of calls with which partitions ask it to.',
      'Beside this text is the whole memory of a small machine: 4 KiB pages, coloured by their owner. The letters say who can reach a page.',
    ],
    question: 'Linux reads an address that belongs to the vault. What happens?',
    choices: ['It reads what is there.', 'It reads zeros.', 'The processor refuses: a fault.'],
    right: 2,
    because:
      'For linux nothing is at that address. The tables do not only say who owns a page: they are what the processor goes by on every access.',
    steps: '- { by: linux, do: read, at: 0x0e002000, faults: translation }',
  },
  {
    title: 'A version and two buffers',
    text: [
      'Nobody can ask for much yet. A partition first agrees with the manager on a version (`FFA_VERSION`), because layouts differ between versions. It asks for its id (`FFA_ID_GET`): linux is 0, and secure partitions have ids from 0x8000 on.',
      'What does not fit into registers goes through two buffers in the memory of the partition. It writes into TX, and the manager writes into RX. `FFA_RXTX_MAP` tells the manager where they are.',
    ],
    question: 'A TX buffer is in use by the manager. May its pages be given to somebody else meanwhile?',
    choices: ['Yes, they belong to the partition.', 'No, the manager holds them until they are unmapped.'],
    right: 1,
    because:
      'The pages still belong to their partitions, and are marked: whoever tried to share one would be refused. Otherwise somebody could rewrite a request while the manager reads it.',
    steps: `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }`,
  },
  {
    title: 'Who else is there?',
    text: [
      'An OS does not know which partitions a machine has. It asks with `FFA_PARTITION_INFO_GET`. A partition says which services it offers, each with a UUID, so that a driver can ask for the service it was written for and gets the ids of whoever offers it.',
      'The list comes in RX. While it is there, the buffer belongs to linux, and the manager cannot write anything else into it, until linux gives it back with `FFA_RX_RELEASE`.',
    ],
    question: 'Linux asks for all partitions. Who is in the list?',
    choices: ['vault and notary', 'linux, vault and notary', 'Nobody, without a UUID.'],
    right: 0,
    because:
      'The partitions of the secure world are listed. An OS that is alone in the normal world offers nobody anything.',
    steps: '- { by: linux, do: partitions, names: [vault, notary] }',
  },
  {
    title: 'To share',
    text: [
      'Linux writes "hi" into a page, and wants the vault to see it. It describes that in a descriptor in TX: who sends, who receives and with which rights, which pages. Then it calls `FFA_MEM_SHARE`. The manager copies the descriptor, checks every field, and looks whether linux owns the pages and nothing else holds them.',
      'If all is well, the share is a transaction with a number, its handle. Linux tells the vault the handle, in a message of its own.',
    ],
    question: 'The share has succeeded. Can the vault read the page now?',
    choices: ['Yes, at once.', 'No, it has to ask for it first.'],
    right: 1,
    because:
      'The page is marked as shared, and only linux reaches it so far. A receiver decides for itself: nobody can push memory onto it.',
    steps: `- { by: linux, do: write, at: 0x40004000, bytes: "68 69" }
- { by: linux, do: share, to: { vault: RW }, memory: [0x40004000], as: note }
- { by: vault, do: read, at: 0x40004000, faults: translation }`,
  },
  {
    title: 'To retrieve',
    text: [
      'The vault calls `FFA_MEM_RETRIEVE_REQ` with the handle, and says what it expects: from whom, with which rights. The manager compares that with what was sent. It opens the page for the vault, and describes in RX where it is.',
      'In FF-A the states of a page have names. For linux it is now `Owner-SA`, the owner with shared access; for the vault `!Owner-SA`, shared access without owning it.',
    ],
    question: 'The vault was given RW. It writes. Does linux see that?',
    choices: ['Yes, it is one and the same page.', 'No, each has a copy.'],
    right: 0,
    because: 'No byte was copied. Two tables lead to the same page, and both may read and write it.',
    steps: `- { by: vault, do: retrieve, handle: note, gives: [0x40004000] }
- { by: vault, do: read, at: 0x40004000, bytes: "68 69" }
- { by: vault, do: write, at: 0x40004000, bytes: "48" }
- { by: linux, do: read, at: 0x40004000, bytes: "48 69" }`,
  },
];
