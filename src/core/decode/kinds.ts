import { bootInfo } from './boot-info-kind.ts';
import { fragment } from './fragment-kind.ts';
import { packet, reply, message as rmMessage } from './gunyah/message-kinds.ts';
import type { Kind, KindName, StructureKind, StructureName } from './kind.ts';
import { message } from './message-kind.ts';
import { partitionInfo } from './partition-info-kind.ts';
import { relinquish } from './relinquish-kind.ts';
import { addressMap, resourceInfo } from './resource-kinds.ts';
import { response } from './response-kind.ts';
import { retrieve } from './retrieve-kind.ts';
import { rxtx } from './rxtx-kind.ts';
import { donate, lend, share } from './send-kinds.ts';

/** Every kind of bytes of FF-A, in the order in which they are recognised. */
const STRUCTURES: readonly StructureKind[] = [
  bootInfo,
  share,
  lend,
  donate,
  retrieve,
  response,
  relinquish,
  message,
  resourceInfo,
  partitionInfo,
  rxtx,
  fragment,
  addressMap,
];

/** Every kind of bytes, in the order in which they are recognised. */
export const KINDS: readonly Kind[] = [packet, rmMessage, reply, ...STRUCTURES];

/** A kind by its name. Throws a TypeError for a name there is none of: that is a programmer's error. */
export function kindNamed(name: KindName): Kind {
  const kind = KINDS.find((candidate) => candidate.name === name);
  if (kind === undefined) throw new TypeError(`bytes are inspected as no ${name}`);
  return kind;
}

/** The same for kinds of FF-A alone. */
export function structureNamed(name: StructureName): StructureKind {
  const kind = STRUCTURES.find((candidate) => candidate.name === name);
  if (kind === undefined) throw new TypeError(`bytes are inspected as no ${name}`);
  return kind;
}

/** What bytes most likely are, and why. `version` is the one they were written for, where that is known. */
export function guessKind(
  bytes: Uint8Array,
  version: number | undefined,
): { readonly kind: Kind; readonly reason: string } {
  for (const kind of KINDS) {
    const reason = kind.recognises(bytes, version);
    if (reason !== undefined) return { kind, reason };
  }
  return { kind: share, reason: 'nothing fits the bytes, and most descriptors are shares' };
}
