import { readField } from '../abi/fields.ts';
import { type Frame, w } from '../abi/frame.ts';
import { functionOfId } from '../abi/functions.ts';
import { HEADER_1_1, RELINQUISH } from '../abi/layouts.ts';
import { joinWords } from '../abi/words.ts';
import type { RecordedEvent } from '../decode/recorded-event.ts';

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

/** The handle that a call is about; undefined where it is about none, or does not tell. */
export function handleOf(event: RecordedEvent): bigint | undefined {
  if (event.kind === 'fault') return numberIn(event.page?.held?.handle);
  if (event.kind !== 'call') return numberIn('refusal' in event ? event.refusal?.holder?.handle : undefined);
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

function numberIn(hex: string | undefined): bigint | undefined {
  return hex === undefined ? undefined : BigInt(hex);
}

function nameOf(frame: Frame): string {
  return functionOfId(w(frame, 0))?.name ?? '';
}

function joined(frame: Frame, register: number): bigint {
  return joinWords(w(frame, register), w(frame, register + 1));
}
