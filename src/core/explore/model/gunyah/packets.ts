/** Packets: when they are dropped, and what message they make. Source: gunyah 2. */

import type { Vm } from './state.ts';

export interface PacketCase {
  readonly vm: Vm;
  readonly packet: Uint8Array;
}

/** A message that is whole. */
export interface Whole {
  readonly type: number;
  readonly id: number;
  readonly payload: Uint8Array;
}

const HEADER = 8;
const MOST_BYTES = 240;
const VERSION = 0x21;
const MOST_CONTINUATIONS = 62;
export const REQUEST = 1;

const half = (packet: Uint8Array, at: number) => packet[at] + packet[at + 1] * 0x100;
const word = (packet: Uint8Array, at: number) => half(packet, at) + half(packet, at + 2) * 0x1_0000;
const continues = ({ packet }: PacketCase) => packet.length >= HEADER && (packet[1] & 3) === 0;

/** Why a packet is dropped. What a VM hears of it is nothing. */
export const PACKET: readonly {
  readonly rule: string;
  readonly source: string;
  readonly broken: (of: PacketCase) => boolean;
}[] = [
  { rule: 'rm-packet/short', source: 'gunyah 2', broken: ({ packet }) => packet.length < HEADER },
  { rule: 'rm-packet/long', source: 'gunyah 2', broken: ({ packet }) => packet.length > MOST_BYTES },
  { rule: 'rm-packet/version', source: 'gunyah 2', broken: ({ packet }) => packet[0] !== VERSION },
  {
    rule: 'rm-packet/continuations',
    source: 'gunyah 2',
    broken: ({ packet }) => packet[1] >> 2 > MOST_CONTINUATIONS,
  },
  {
    rule: 'rm-packet/nothing-open',
    source: 'gunyah 2',
    broken: (of) => continues(of) && of.vm.open === undefined,
  },
  {
    rule: 'rm-packet/foreign',
    source: 'gunyah 2',
    broken: (of) => {
      const { open } = of.vm;
      if (!continues(of) || open === undefined) return false;
      const { packet } = of;
      return (
        open.sequence !== half(packet, 2) ||
        open.id !== word(packet, 4) ||
        open.continuations !== packet[1] >> 2
      );
    },
  },
];

/** Takes a packet that is not dropped. Returns the message that is whole with it; a first packet throws away what was open. */
export function take(vm: Vm, packet: Uint8Array): Whole | undefined {
  const before = (packet[1] & 3) === 0 ? vm.open : undefined;
  const open = before ?? {
    ...{ type: packet[1] & 3, continuations: packet[1] >> 2, parts: [] },
    ...{ sequence: half(packet, 2), id: word(packet, 4) },
  };
  const parts = [...open.parts, packet.slice(HEADER)];
  const whole = parts.length > open.continuations;
  vm.open = whole ? undefined : { ...open, parts };
  if (!whole) return undefined;
  return { type: open.type, id: open.id, payload: Uint8Array.from(parts.flatMap((part) => [...part])) };
}
