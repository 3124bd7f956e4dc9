import { MESSAGE_1_1 } from '../abi/layouts.ts';
import type { MessageHeader } from '../abi/message-header.ts';
import { indirect as rules } from './indirect.ts';
import type { Judge } from './judge.ts';

const FIELDS = MESSAGE_1_1.fields;

/** Judges who a message says it is from and to; `sender` is who sends it. True: all of it holds. */
export function checkAddressing(
  { flags, receiver, sender: named }: MessageHeader,
  sender: number,
  judge: Judge,
): boolean {
  if (flags !== 0 && judge.refuseField(rules.headerFlags, 0, FIELDS.flags)) return false;
  if (named !== sender && judge.refuseField(rules.sender, 0, FIELDS.sender)) return false;
  return !(receiver === sender && judge.refuseField(rules.toSelf, 0, FIELDS.receiver));
}

/** Judges where the payload lies, behind a header of so many bytes and in so much room. True: it can be copied. */
export function checkPayload(
  { offset, size }: MessageHeader,
  header: number,
  room: number,
  judge: Judge,
): boolean {
  if (offset < header && judge.refuseField(rules.offset, 0, FIELDS.offset)) return false;
  return !(offset + size > room && judge.refuseField(rules.size, 0, FIELDS.size));
}
