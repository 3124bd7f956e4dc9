import { divide, type Misfit } from '../wire/codec.ts';
import type { MessageShape } from '../wire/messages.ts';
import { Received } from '../wire/received.ts';
import { message as rules } from './message.ts';
import type { RmJudge, RmRule } from './rule.ts';

const RULE_OF_MISFIT: Readonly<Record<Misfit, RmRule>> = {
  'too-short': rules.tooShort,
  'list-head-cut': rules.listHeadCut,
  'list-too-long': rules.listTooLong,
  'list-entries-cut': rules.listEntriesCut,
  'bytes-left-over': rules.bytesLeftOver,
};

/** Judges the form of a payload: gunyah 7. The message with its lists, or false where it cannot be divided into them. */
export function checkForm(payload: Uint8Array, shape: MessageShape, judge: RmJudge): Received | false {
  const division = divide(payload, shape);
  if (division.ok) return new Received(payload, division.lists);
  judge.refuseBytes(RULE_OF_MISFIT[division.misfit], division.offset, division.length);
  return false;
}
