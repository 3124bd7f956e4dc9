import { type Frame, REGISTERS, w, x } from '../abi/frame.ts';
import { functionName, functionOfId } from '../abi/functions.ts';
import { bytesText, hexText } from '../abi/hex.ts';
import type { CallEvent, PageChange, RequestEvent } from '../board/trace.ts';
import type { RecordedCall, RecordedChange, RecordedRequest } from '../decode/recorded-event.ts';
import { type RegisterReading, readAnswer } from '../decode/registers.ts';
import { replyText } from '../gunyah/wire/message-text.ts';
import { changeTexts } from '../trace/event-text.ts';

/** Something that came otherwise than it was recorded. */
export interface Difference {
  /** A register, as in x2, or `next`, `rule`, `RX`, `pages`; of a request `reply`. */
  readonly what: string;
  /** What FF-A calls the register in this answer; '' where it has no name. */
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
}

/** Holds what the manager did against what was recorded. What a recording does not tell is not compared. */
export function differencesIn(recorded: RecordedCall, seen: CallEvent): readonly Difference[] {
  return [
    ...inRegisters(recorded, seen.out),
    ...(recorded.next === undefined ? [] : inText('next', recorded.next, seen.next)),
    ...inRule(recorded, seen),
    ...(recorded.rx === undefined ? [] : inText('RX', bytesText(recorded.rx), bytesText(seen.rx ?? []))),
    ...differencesInPages(recorded.changes, seen.changes),
  ];
}

/** The same of a request to Gunyah's resource manager. */
export function differencesInRequest(recorded: RecordedRequest, seen: RequestEvent): readonly Difference[] {
  return [
    ...inReply(recorded, seen),
    ...inRule(recorded, seen),
    ...differencesInPages(recorded.changes, seen.changes),
  ];
}

/** The same of pages that changed hands. */
export function differencesInPages(
  recorded: readonly RecordedChange[],
  seen: readonly PageChange[],
): readonly Difference[] {
  return recorded.length === 0 ? [] : inText('pages', changesText(recorded), changesOf(seen));
}

/** In words where they differ, or else in bytes. */
function inReply({ id, reply }: RecordedRequest, seen: RequestEvent): readonly Difference[] {
  const inWords = inText('reply', replyText(id, reply), replyText(id, seen.reply));
  return inWords.length > 0 ? inWords : inText('reply', bytesText(reply), bytesText(seen.reply));
}

function inRule(
  { refusal }: RecordedCall | RecordedRequest,
  seen: CallEvent | RequestEvent,
): readonly Difference[] {
  const rule = seen.refusal?.rule ?? '';
  return inText('rule', refusal?.rule ?? rule, rule);
}

function inRegisters({ in: question, out }: RecordedCall, seen: Frame): readonly Difference[] {
  if (out === undefined) return [];
  const called = functionOfId(w(question, 0))?.name;
  const [expected, found] = [out, seen].map((frame) => readAnswer(registersOf(frame), called));
  const differences: Difference[] = [];
  for (let register = 0; register < REGISTERS; register++) {
    if (x(out, register) === x(seen, register)) continue;
    differences.push({
      what: `x${register}`,
      name: nameOf(register, found) || nameOf(register, expected),
      expected: valueText(out, register, expected),
      seen: valueText(seen, register, found),
    });
  }
  return differences;
}

function nameOf(register: number, { parts }: RegisterReading): string {
  return parts
    .filter((part) => part.register === register)
    .map(({ name }) => name)
    .join(', ');
}

function valueText(frame: Frame, register: number, { parts }: RegisterReading): string {
  const value = hexText(x(frame, register));
  const id = w(frame, register);
  const words =
    register === 0 && functionOfId(id) !== undefined
      ? functionName(id)
      : parts.find((part) => part.register === register)?.text;
  return words === undefined || words === '' ? value : `${value} ${words}`;
}

function inText(what: string, expected: string, seen: string): readonly Difference[] {
  return expected === seen ? [] : [{ what, name: '', expected, seen }];
}

function changesText(changes: readonly RecordedChange[]): string {
  return changeTexts(changes).join('; ');
}

function changesOf(changes: readonly PageChange[]): string {
  return changesText(changes.map(({ address, ...change }) => ({ ...change, address: hexText(address) })));
}

function registersOf(frame: Frame): readonly bigint[] {
  return Array.from({ length: REGISTERS }, (_, register) => x(frame, register));
}
