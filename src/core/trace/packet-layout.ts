/**
 * What a packet of a trace consists of: a header, and items behind it. An item is a type, a length, and so many bytes, filled up with
 * zeros to a multiple of 8; readers pass over types that they do not know. All numbers are little-endian.
 *
 * Packets are of Tantalum's own making, so these tables are where they are defined. docs/traces.md shows them.
 */

import type { AnnotationKind } from '../abi/annotate.ts';
import { type Layout, layout } from '../abi/fields.ts';

const SOURCE = 'docs/traces.md';

/** "FFA" and the version of this format. */
export const SIGNATURE = 0x0141_4646;
/** Items begin at multiples of it. */
export const ITEM_UNIT = 8;

export const PACKET: Layout<'signature' | 'kind' | 'cpu' | 'function' | 'call'> = layout(
  'packet header',
  24,
  SOURCE,
  {
    signature: [0, 4, 'opaque', 'the letters FFA and the number 1'],
    kind: [4, 4, 'number', 'what happened'],
    cpu: [8, 4, 'number', "the caller's execution context or processor"],
    function: [12, 4, 'opaque', 'w0 of the call, or the number of the message; 0 where there is none'],
    call: [16, 8, 'number', 'number of the call, or of the last one'],
  },
);

/** What happened, by the number in `kind`. */
export const PACKET_KINDS: Readonly<Record<PacketKind, number>> = {
  call: 1,
  answer: 2,
  fault: 3,
  teardown: 4,
  request: 5,
  reply: 6,
  notice: 7,
  drop: 8,
  settle: 9,
};

/** Those from `request` to `drop` are of Gunyah: what the resource manager is asked, answers, tells unasked, and the packets that it throws away. */
export type PacketKind =
  | 'call'
  | 'answer'
  | 'fault'
  | 'teardown'
  | 'request'
  | 'reply'
  | 'notice'
  | 'drop'
  | 'settle';

export const ITEM: Layout<'type' | 'length'> = layout('item header', 8, SOURCE, {
  type: [0, 4, 'number', 'what the item is'],
  length: [4, 4, 'bytes-length', 'bytes behind this header, without padding'],
});

export const BROKEN_BYTES: Layout<'offset' | 'length'> = layout('broken bytes', 8, SOURCE, {
  offset: [0, 4, 'offset', 'the first byte in TX, or in the payload of the message'],
  length: [4, 4, 'bytes-length', 'how many bytes'],
});

export const BROKEN_REGISTER: Layout<'register'> = layout('broken register', 4, SOURCE, {
  register: [0, 4, 'number', 'its number'],
});

export const CHANGE: Layout<'address' | 'pages'> = layout('change of pages', 16, SOURCE, {
  address: [0, 8, 'address', 'physical address of the first page'],
  pages: [8, 8, 'pages', 'how many pages follow each other'],
});

export const FAULT: Layout<'address'> = layout('fault', 8, SOURCE, {
  address: [0, 8, 'address', 'where, as the partition sees it'],
});

export const BUFFER: Layout<'version' | 'guessed' | 'content' | 'elementSize'> = layout(
  'contents of a buffer',
  16,
  SOURCE,
  {
    version: [0, 4, 'version', 'FF-A version of the structure; 0 where nobody knows'],
    guessed: [4, 4, 'number', '1 where the version is what the bytes look like, 0 where it was agreed on'],
    content: [8, 4, 'number', 'which structure it is; 0 where nobody knows'],
    elementSize: [12, 4, 'bytes-length', 'bytes of one partition description; 0 for those of the version'],
  },
);

/** Which structure a buffer holds, by the number in `content`. Boot information never travels in one. */
export const CONTENTS: Readonly<Record<Exclude<AnnotationKind, 'boot-info'>, number>> = {
  transaction: 1,
  'retrieve-request': 2,
  'retrieve-response': 3,
  fragment: 4,
  relinquish: 5,
  'partition-info': 6,
  message: 7,
  'rxtx-endpoint': 8,
  'resource-info': 9,
  'address-map': 10,
};

/** A kind of item: a structure, then texts that end with a zero byte each, then what is left. */
export interface ItemType {
  readonly number: number;
  readonly about: string;
  readonly layout?: Layout;
  /** What each text is called in filters, behind "ffa." or "gunyah.". */
  readonly texts: readonly string[];
  /** Which packets have it: those of calls and partitions, those of Gunyah's messages, or both. */
  readonly of: 'calls' | 'messages' | 'both';
  readonly rest?: 'registers' | 'bytes' | 'message' | 'packet';
}

type ItemName =
  | 'partition'
  | 'registers'
  | 'refusal'
  | 'brokenBytes'
  | 'brokenRegister'
  | 'fault'
  | 'change'
  | 'buffer'
  | 'vm'
  | 'message'
  | 'dropped';

/** Every kind of item, in the order in which a packet has them. Only `change` can be there more than once. */
export const ITEMS: Readonly<Record<ItemName, ItemType>> = {
  partition: {
    number: 1,
    about: 'who calls, gets the answer, faults, is torn down or settles; empty where nobody gets the answer',
    texts: ['partition'],
    of: 'calls',
  },
  registers: {
    number: 2,
    about: 'x0, x1 and so on, 8 bytes each',
    texts: [],
    of: 'calls',
    rest: 'registers',
  },
  refusal: {
    number: 3,
    about: 'the rule for which the call or the message is refused',
    texts: ['rule'],
    of: 'both',
  },
  brokenBytes: {
    number: 4,
    about: 'the bytes of TX, or of the payload, that break the rule, where bytes do',
    layout: BROKEN_BYTES,
    texts: [],
    of: 'both',
  },
  brokenRegister: {
    number: 5,
    about: 'the register that breaks the rule, where one does',
    layout: BROKEN_REGISTER,
    texts: [],
    of: 'calls',
  },
  fault: {
    number: 6,
    about: 'the access that faulted, and why',
    layout: FAULT,
    texts: ['fault.access', 'fault.kind'],
    of: 'calls',
  },
  change: {
    number: 7,
    about: 'a run of pages that changed hands',
    layout: CHANGE,
    texts: ['change.what', 'change.party'],
    of: 'both',
  },
  buffer: {
    number: 8,
    about: "bytes of the caller's TX at the call, or of its RX at the answer",
    layout: BUFFER,
    texts: [],
    of: 'calls',
    rest: 'bytes',
  },
  vm: {
    number: 9,
    about: 'the VM of Gunyah that asks, is answered or told, or sent what is dropped',
    texts: ['vm'],
    of: 'messages',
  },
  message: {
    number: 10,
    about: 'the header of the first packet of a message, and the whole payload behind it',
    texts: [],
    of: 'messages',
    rest: 'message',
  },
  dropped: {
    number: 11,
    about: 'why a packet was dropped, and the packet',
    texts: ['dropped'],
    of: 'messages',
    rest: 'packet',
  },
};
