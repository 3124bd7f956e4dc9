import { type AnnotatedField, Annotation } from '../../abi/annotation.ts';
import type { Fault } from '../../abi/decoded.ts';
import type { Field } from '../../abi/fields.ts';
import { rawText } from '../../abi/show-field.ts';
import { message as messageRules } from '../../gunyah/rules/message.ts';
import { divide } from '../../gunyah/wire/codec.ts';
import { type MessageShape, messageById, NOTIFICATION, REQUEST } from '../../gunyah/wire/messages.ts';
import { PACKET_HEADER, PACKET_TYPE } from '../../gunyah/wire/packet.ts';
import { PLACE } from '../../rules/judge.ts';
import { type Breach, breachOf } from '../breach.ts';
import { Verdict } from '../verdict.ts';
import { claimPayload, claimReply } from './claim-payload.ts';
import { judgePayload, type RmVerdicts } from './judge-payload.ts';
import { gather, type Span, scatter } from './packets.ts';

/** What bytes of a message are, and what is wrong with them. Offsets are those of the input. */
export interface Examined {
  readonly fields: readonly AnnotatedField[];
  readonly broken: readonly Breach[];
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
}

/** A payload that is to be examined. */
export interface Payload {
  readonly id: number;
  /** PACKET_TYPE of the message. */
  readonly type: number;
  /** Where it lies in the input. */
  readonly spans: readonly Span[];
  /** Where the header lies that says which message it is; absent where the input has none. */
  readonly header?: number;
  /** What comes before the names of its fields. */
  readonly prefix: string;
  /** Zeros behind the message are the rest of a slot. */
  readonly padded: boolean;
}

const ASKED =
  'Who asks, and whether VMs, parcels and pages are there and in the right state, is not in the bytes, and was not judged.';
const WRITTEN =
  'The message is written by the resource manager, so no rule was judged; its structure was followed.';

/** Explains the payload of a message field by field, and judges it by every rule that bytes alone decide. */
export function examinePayload(input: Uint8Array, payload: Payload): Examined {
  const { id, type, spans, prefix, header } = payload;
  const bytes = gather(input, spans);
  const annotation = new Annotation(bytes);
  const verdict: RmVerdicts = new Verdict();
  const shape = shapeOf(id, type);
  const notes: string[] = [];
  if (shape === undefined) annotation.claimRun('payload', 0, bytes.length, 'of an unknown message');
  else if (type === PACKET_TYPE.REPLY) claimReply(annotation, shape);
  else claimPayload(annotation, shape);
  if (type === PACKET_TYPE.REQUEST && shape !== undefined) {
    const end = payload.padded ? endOf(bytes, shape) : bytes.length;
    if (end < bytes.length)
      notes.push(`The last ${bytes.length - end} bytes are zero, and were taken for the rest of a slot.`);
    judgePayload(bytes.subarray(0, end), shape, verdict);
  }
  const own = annotation.fields();
  const broken = verdict.broken
    .filter(({ place }) => place === PLACE.BYTES)
    .map((one) => {
      const { offset, length, found } = breachOf(one.rule, one.rule.error, one, own, verdict.detailOf(one));
      return { rule: one.rule, status: one.rule.error, found, ...rangeIn(spans, { offset, length }) };
    });
  if (type === PACKET_TYPE.REQUEST && shape === undefined)
    broken.push({
      rule: messageRules.unknown,
      status: messageRules.unknown.error,
      ...(header === undefined ? { offset: 0, length: 0 } : fieldAt(header, PACKET_HEADER.fields.id)),
      found: `the id is 0x${id.toString(16)}`,
    });
  return {
    fields: own.flatMap((field) => fieldsIn(input, spans, field, prefix)),
    broken,
    faults: annotation.faults.map(({ path, detail, ...range }) => ({
      path: `${prefix}${path}`,
      detail,
      ...rangeIn(spans, range),
    })),
    notes: [...notes, type === PACKET_TYPE.REQUEST ? ASKED : WRITTEN],
  };
}

function fieldAt(base: number, { offset, width }: Field): Span {
  return { offset: base + offset, length: width };
}

/** The message with an id, as far as messages of a type have it. */
function shapeOf(id: number, type: number): MessageShape | undefined {
  const shape = messageById(id);
  const known: readonly (MessageShape | undefined)[] = Object.values(
    type === PACKET_TYPE.NOTIFICATION ? NOTIFICATION : REQUEST,
  );
  return known.includes(shape) ? shape : undefined;
}

/** Where a message ends that only zeros follow. */
function endOf(bytes: Uint8Array, shape: MessageShape): number {
  const division = divide(bytes, shape);
  const zeros = !division.ok && bytes.subarray(division.offset).every((byte) => byte === 0);
  return !division.ok && zeros && division.misfit === 'bytes-left-over' ? division.offset : bytes.length;
}

/** A field of the payload where it lies in the input. One that is spread over two packets is shown with the first. */
function fieldsIn(
  input: Uint8Array,
  spans: readonly Span[],
  field: AnnotatedField,
  prefix: string,
): readonly AnnotatedField[] {
  const path = `${prefix}${field.path}`;
  return scatter(spans, field).map((run, index) => ({
    ...field,
    path,
    ...run,
    raw: rawText(input, run.offset, run.offset + run.length),
    ...(index > 0 && { kind: 'cut' as const, value: 'continued' }),
  }));
}

/** A range of the payload in the input, with the headers of packets that lie between. What is not there is counted, too. */
function rangeIn(spans: readonly Span[], range: Span): Span {
  const runs = scatter(spans, { offset: range.offset, length: Math.max(1, range.length) });
  const [first] = runs;
  const last = runs.at(-1);
  const end = spans.at(-1);
  if (first === undefined || last === undefined)
    return { offset: end === undefined ? 0 : end.offset + end.length, length: 0 };
  const length = range.length === 0 ? 0 : last.offset + last.length - first.offset;
  const whole = spans.reduce((sum, span) => sum + span.length, 0);
  return { offset: first.offset, length: length + Math.max(0, range.offset + range.length - whole) };
}
