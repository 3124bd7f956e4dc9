import type { AnyRule } from '../../rules/rule.ts';
import type { Dropped } from '../wire/packet.ts';

/**
 * Rules about packets. Who breaks one gets no answer: the packet is dropped, and what came before it stays as it is.
 */
export const PACKET_RULES: Readonly<Record<Dropped, AnyRule>> = {
  'shorter than a header': {
    id: 'rm-packet/short',
    what: 'A packet has 8 bytes at least.',
    why: 'Without its header nobody knows what it belongs to.',
    fix: 'Send the header, also when nothing follows it.',
    source: 'gunyah 2',
    structural: true,
  },
  'longer than a packet': {
    id: 'rm-packet/long',
    what: 'A packet has 240 bytes at most.',
    why: 'Message queues carry no more.',
    fix: 'Continue the message in further packets, 232 bytes of payload each.',
    source: 'gunyah 2',
  },
  'of another version or header length': {
    id: 'rm-packet/version',
    what: 'Byte 0 is 0x21: version 1, and a header of two words.',
    why: 'Other versions put other things into the header.',
    fix: 'Write 0x21.',
    source: 'gunyah 2',
    structural: true,
  },
  'too many continuations': {
    id: 'rm-packet/continuations',
    what: 'A message has 62 continuations at most.',
    why: 'Messages are bounded, so that one sender cannot hold the resource manager up.',
    fix: 'Send less at once, further regions with MEM_APPEND.',
    source: 'gunyah 2',
    structural: true,
  },
  'a continuation of nothing': {
    id: 'rm-packet/nothing-open',
    what: 'A continuation follows the first packet of its message.',
    why: 'There is nothing that it continues.',
    fix: 'Begin with a packet of type request.',
    source: 'gunyah 2',
    structural: true,
  },
  'a continuation of something else': {
    id: 'rm-packet/foreign',
    what: 'A continuation repeats the sequence number, the message id and the number of continuations of its first packet.',
    why: 'Parts of two messages would be put together.',
    fix: 'Copy the header of the first packet, and set the type to 0.',
    source: 'gunyah 2',
    structural: true,
  },
};

/** A first packet that comes while a message is open: it is taken, and the open message is thrown away. */
export const INTERRUPTED: AnyRule = {
  id: 'rm-packet/interrupted',
  what: 'A message is whole before the next one begins.',
  why: 'There is room for one message; the unfinished one is thrown away.',
  fix: 'Send all continuations first.',
  source: 'gunyah 2',
};

/** A message that ends before its last packet: it is neither served nor answered. */
export const UNFINISHED: AnyRule = {
  id: 'rm-packet/unfinished',
  what: 'As many continuations follow a first packet as its header counts.',
  why: 'The message waits for the rest, and is not served.',
  fix: 'Send the rest, or begin again.',
  source: 'gunyah 2',
};

/** All of them, in the order in which a packet meets them. */
export const ALL_PACKET_RULES: readonly AnyRule[] = [...Object.values(PACKET_RULES), INTERRUPTED, UNFINISHED];
