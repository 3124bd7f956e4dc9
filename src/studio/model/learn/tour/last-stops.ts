import type { TourStop } from './stop.ts';

/ How memory comes back, and what else can be done with it. */;
export const LAST_STOPS: readonly TourStop[] = [
  {
    title: 'Not yet',
    text: [
      'Linux wants its page for itself again and calls `FFA_MEM_RECLAIM` with the handle. But the vault is still using it.',
      'A refusal in FF-A is a number. `DENIED` is -6, `INVALID_PARAMETERS` is -2, and that is all a caller gets to know. Here every refusal has a name as well, which leads to a page about it.',
    ],
    question: 'What does the manager do?',
    choices: [
      'It takes the page from the vault.',
      'It refuses, and all stays as it was.',
      'It waits until the vault is done.',
    ],
    right: 1,
    because:
      'The owner cannot take memory back by force: the vault may be in the middle of something. The manager never waits either. It answers, and changes nothing.',
    steps: '- { by: linux, do: reclaim, handle: note, refused: reclaim/held }',
  },
  {
    title: 'Back again',
    text: [
      'Two calls take a transaction apart, in the opposite order of how it was made. The borrower gives the page up with `FFA_MEM_RELINQUISH`, then the owner reclaims.',
      'A driver that forgets the first, or dies before it, leaves a page behind that nobody can use any more. That is the mistake most often met in practice.',
    ],
    question: 'The vault has relinquished, and linux has reclaimed. The vault tries to read once more.',
    choices: ['It reads what linux has there now.', 'A fault: the page is gone for it.'],
    right: 1,
    because:
      'From the moment of its own call on the vault cannot reach the page. The handle is used up, and the page is `Owner-EA` again: exclusive access.',
    steps: `- { by: vault, do: relinquish, handle: note }
- { by: linux, do: reclaim, handle: note }
- { by: vault, do: read, at: 0x40004000, faults: translation }`,
  },
  {
    title: 'To lend',
    text: [
      '`FFA_MEM_LEND` is for memory that the owner does not want to look at while somebody works in it. Several may borrow it: here the vault, to read, and the notary, to read and write. Each has to retrieve it.',
      'The notary is careful, and will have the page cleared when it gives it back: a flag of `FFA_MEM_RELINQUISH`.',
    ],
    question: 'Linux reads the page that it has lent.',
    choices: ['It may: it is the owner.', 'A fault, until it has reclaimed it.'],
    right: 1,
    because:
      'Lending takes the access of the owner away at once, before anybody has retrieved anything: `Owner-NA`. Watch the letters: L is gone, and the colour has stayed, for linux still owns the page.',
    steps: `- { by: linux, do: lend, to: { vault: RO, notary: RW }, memory: [0x40005000], as: loan }
- { by: linux, do: read, at: 0x40005000, faults: translation }
- { by: vault, do: retrieve, handle: loan }
- { by: notary, do: retrieve, handle: loan }
- { by: notary, do: write, at: 0x40005000, bytes: "c0 de" }
- { by: vault, do: write, at: 0x40005000, bytes: "00", faults: permission }`,
  },
  {
    title: 'One page, one transaction',
    text: [
      'The page is out on loan. A second driver in linux knows nothing of that, and shares a run of two pages with the vault, of which the page on loan is the second.',
      'The manager marks either all pages of a call or none: were it to stop half-way, nobody would know what is shared.',
    ],
    question: 'One of the two pages is free. What comes of it?',
    choices: ['The free one is shared.', 'Neither is shared.', 'Both are shared.'],
    right: 1,
    because:
      'The refusal names the page and the transaction that holds it. Once both borrowers have given the page back, with its content cleared, and linux has reclaimed it, the same call succeeds.',
    steps: `- { by: linux, do: share, to: { vault: RW }, memory: [0x40004000+2], refused: send/held }
- { by: vault, do: relinquish, handle: loan }
- { by: notary, do: relinquish, handle: loan, flags: [zero] }
- { by: linux, do: reclaim, handle: loan }
- { by: linux, do: read, at: 0x40005000, bytes: "00 00" }
- { by: linux, do: share, to: { vault: RW }, memory: [0x40004000+2], as: both }
- { by: linux, do: reclaim, handle: both }`,
  },
  {
    title: 'To give away',
    text: [
      '`FFA_MEM_DONATE` gives a page away for good. There is one receiver, and when it retrieves the page it becomes the owner. The colour of the page changes for the first time.',
      'That is all of it: share, lend and donate, retrieve, relinquish and reclaim, and a manager that keeps the books. What is left is how each of them can go wrong, and there are some 380 ways.',
    ],
    question: 'The notary has retrieved the page. Can linux reclaim it?',
    choices: ['Yes, with the handle.', 'No, there is nothing left to reclaim.'],
    right: 1,
    because:
      "With the retrieve the transaction is over, and its handle is nobody's: `reclaim/unknown-handle`. The new owner may share the page, lend it, or give it away in turn.",
    steps: `- { by: linux, do: donate, to: { notary: none }, memory: [0x40006000], as: gift }
- { by: notary, do: retrieve, handle: gift }
- { by: linux, do: read, at: 0x40006000, faults: translation }
- { by: linux, do: reclaim, handle: gift, refused: reclaim/unknown-handle }`,
  },
];
