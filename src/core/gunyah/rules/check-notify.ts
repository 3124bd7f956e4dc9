import { NOTIFY } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { NOTIFY_FLAG } from '../wire/values.ts';
import { notify as rules } from './notify.ts';
import type { RmJudge } from './rule.ts';

const { flags: flagsField } = NOTIFY.fields;
const KNOWN: ReadonlySet<number> = new Set(Object.values(NOTIFY_FLAG));

/** Judges what is told: gunyah 9.6. True: one thing. */
export function checkNews(message: Received, judge: RmJudge): boolean {
  return KNOWN.has(message.field(flagsField)) || !judge.refuseField(rules.flags, 0, flagsField);
}

/** Whether the news comes from an owner, and so names who is told. */
export function isFromOwner(message: Received): boolean {
  const flags = message.field(flagsField);
  return flags === NOTIFY_FLAG.SHARED || flags === NOTIFY_FLAG.RECALL;
}

/** Judges whether an owner names who is told. True: it does. */
export function checkTold(message: Received, judge: RmJudge): boolean {
  const { at, count } = message.list('vms');
  const missing = message.payload.length === NOTIFY.size;
  if (missing && judge.refuseBytes(rules.vmsMissing, at, 0)) return false;
  return !(count === 0 && !missing && judge.refuseBytes(rules.vmsEmpty, at, 2));
}
