import { readField } from '../abi/fields.ts';
import { type Frame, w } from '../abi/frame.ts';
import { functionOfId } from '../abi/functions.ts';
import { HEADER_1_1, RELINQUISH } from '../abi/layouts.ts';
import { readNumber } from '../abi/structure.ts';
import { joinWords } from '../abi/words.ts';
import type { RecordedCall, RecordedEvent, RecordedRequest } from '../decode/recorded-event.ts';
import { APPEND, HANDLE_REPLY, REPLY } from '../gunyah/wire/layouts.ts';
import { REQUEST } from '../gunyah/wire/messages.ts';
import type { TransactionName } from './transaction-name.ts';

/** Functions whose call names a handle in its registers, and the first of the two. */
const IN_CALL: Readonly<Record<string, number>> = {
  FFA_MEM_RECLAIM: 1,
  FFA_MEM_FRAG_TX: 1,
  FFA_MEM_FRAG_RX: 1,
};
/** Functions whose answer says it. */
const IN_ANSWER: ReadonlySet<string> = new Set(['FFA_MEM_SHARE', 'FFA_MEM_LEND', 'FFA_MEM_DONATE']);
/** Functions whose bytes in TX say it. */
const IN_BYTES = new Map([
  ['FFA_MEM_RETRIEVE_REQ', HEADER_1_1.fields.handle],
  ['FFA_MEM_RELINQUISH', RELINQUISH.fields.handle],
]);

/** Requests that begin with the handle of a parcel, and those whose answer says it. */
const IN_REQUEST: ReadonlySet<number> = new Set(
  [REQUEST.ACCEPT, REQUEST.RELEASE, REQUEST.RECLAIM, REQUEST.NOTIFY, REQUEST.APPEND].map(({ id }) => id),
);
const IN_REPLY: ReadonlySet<number> = new Set(
  [REQUEST.DONATE, REQUEST.LEND, REQUEST.SHARE, REQUEST.LOOKUP].map(({ id }) => id),
);

/** The transaction that an event is about; undefined where it is about none, or does not tell. */
export function nameIn(event: RecordedEvent): TransactionName | undefined {
  if (event.kind === 'request') return parcelOf(event);
  if (event.kind === 'fault') {
    const held = event.page?.held;
    return held?.handle === undefined
      ? undefined
      : { protocol: held.protocol ?? 'ffa', handle: BigInt(held.handle) };
  }
  const handle = event.kind === 'call' ? handleOf(event) : undefined;
  return handle === undefined ? undefined : { protocol: 'ffa', handle };
}

/** What holds the page that was in the way; undefined where an event does not tell. */
export function holderIn(event: RecordedEvent): TransactionName | undefined {
  const holder = event.kind === 'call' || event.kind === 'request' ? event.refusal?.holder : undefined;
  return holder && { protocol: holder.protocol ?? 'ffa', handle: BigInt(holder.handle) };
}

function parcelOf({ id, payload, reply }: RecordedRequest): TransactionName | undefined {
  const named = IN_REQUEST.has(id) && payload.length >= APPEND.size;
  if (named) return parcel(readNumber(payload, 0, APPEND.fields.handle));
  if (!IN_REPLY.has(id) || reply.length < HANDLE_REPLY.size || readNumber(reply, 0, REPLY.fields.error) !== 0)
    return undefined;
  return parcel(readNumber(reply, 0, HANDLE_REPLY.fields.handle));
}

function parcel(handle: number): TransactionName {
  return { protocol: 'gunyah', handle: BigInt(handle) };
}

/** The handle that a call of FF-A is about. */
function handleOf(event: RecordedCall): bigint | undefined {
  const { in: question, out, tx } = event;
  const asked = nameOf(question);
  const register = IN_CALL[asked];
  if (register !== undefined) return joined(question, register);
  const field = IN_BYTES.get(asked);
  if (field !== undefined && tx !== undefined && tx.length >= field.offset + field.width)
    return readField(tx, 0, field);
  if (out === undefined || !IN_ANSWER.has(asked)) return undefined;
  const answered = nameOf(out);
  if (answered === 'FFA_SUCCESS') return joined(out, 2);
  return answered === 'FFA_MEM_FRAG_RX' ? joined(out, 1) : undefined;
}

function nameOf(frame: Frame): string {
  return functionOfId(w(frame, 0))?.name ?? '';
}

function joined(frame: Frame, register: number): bigint {
  return joinWords(w(frame, register), w(frame, register + 1));
}
