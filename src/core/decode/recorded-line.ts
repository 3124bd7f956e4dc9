import { MAX_BYTES, type Mistake, mistake, quote, tooLong } from './reading.ts';
import type {
  RecordedAbort,
  RecordedCall,
  RecordedDrop,
  RecordedEvent,
  RecordedFault,
  RecordedNotice,
  RecordedRequest,
  RecordedSettle,
} from './recorded-event.ts';
import {
  amountOf,
  bufferOf,
  changesOf,
  isHex,
  objectOf,
  pageOf,
  refusalOf,
  registersOf,
} from './recorded-values.ts';

/** A line that ends in the middle, or one that is about something else. */
export type PassedOver = 'cut' | 'other';

type Fields = Readonly<Record<string, unknown>>;
type Wrong = (key: string, expected: string) => Mistake;

/** Reads one line of a recording. Lines count from 1. Never throws, whatever the line. */
export function readRecordedEvent(text: string, line: number): RecordedEvent | Mistake | PassedOver {
  return readLine(text, line, (fields, wrong) => {
    const { kind = 'call' } = fields;
    if (kind === 'call') return callOf(fields, wrong, line);
    if (kind === 'fault') return faultOf(fields, wrong);
    if (kind === 'request') return requestOf(fields, wrong, line);
    if (kind === 'notice') return noticeOf(fields, wrong, line);
    if (kind === 'drop') return dropOf(fields, wrong, line);
    if (kind === 'settle') return settleOf(fields, wrong);
    return kind === 'abort' ? abortOf(fields, wrong) : 'other';
  });
}

/** The same for those who want what carries bytes alone. */
export function readRecordedBytes(
  text: string,
  line: number,
): RecordedCall | RecordedRequest | RecordedNotice | RecordedDrop | Mistake | PassedOver {
  return readLine(text, line, (fields, wrong) => {
    const { kind = 'call' } = fields;
    if (kind === 'call') return callOf(fields, wrong, line);
    if (kind === 'request') return requestOf(fields, wrong, line);
    if (kind === 'notice') return noticeOf(fields, wrong, line);
    return kind === 'drop' ? dropOf(fields, wrong, line) : 'other';
  });
}

function readLine<Event>(
  text: string,
  line: number,
  read: (fields: Fields, wrong: Wrong) => Event,
): Event | Mistake | 'cut' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'cut';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return mistake(line, 1, quote(text), 'an object that describes a call');
  return read(value as Fields, (key, expected) => {
    const at = text.search(new RegExp(`"${key}"\\s*:`));
    return mistake(line, Math.max(at, 0) + 1, at < 0 ? `no "${key}"` : quote(text.slice(at)), expected);
  });
}

function callOf(fields: Fields, wrong: Wrong, line: number): RecordedCall | Mistake {
  const common = commonOf(fields, wrong);
  if ('ok' in common) return common;
  const { in: before, out, next, tx, rx, refusal: refused, changes: changed, injected } = fields;
  const question = registersOf(before);
  if (question === 'wrong') return wrong('in', '"in", a list of registers in hex');
  const answer = out === null || out === undefined ? undefined : registersOf(out);
  if (answer === 'wrong') return wrong('out', '"out", a list of registers in hex or null');
  const [sent, received] = [bufferOf(tx), bufferOf(rx)];
  if (sent === 'wrong') return wrong('tx', '"tx", bytes in hex');
  if (received === 'wrong') return wrong('rx', '"rx", bytes in hex');
  if (Math.max(sent?.length ?? 0, received?.length ?? 0) > MAX_BYTES) return tooLong(line, 1);
  const refusal = refusalOf(refused);
  if (refusal === 'wrong') return wrong('refusal', '"refusal", an object with "rule" and "status"');
  const changes = changesOf(changed);
  if (changes === 'wrong') return wrong('changes', CHANGES);
  return {
    kind: 'call',
    ...common,
    in: question,
    out: answer,
    ...(typeof next === 'string' && { next }),
    tx: sent,
    rx: received,
    ...(refusal !== undefined && { refusal }),
    changes,
    ...(injected === true && { injected }),
  };
}

const CHANGES = '"changes", a list of objects with "change", "party", "address" and "pages"';

function faultOf(fields: Fields, wrong: Wrong): RecordedFault | Mistake {
  const common = commonOf(fields, wrong);
  if ('ok' in common) return common;
  const { fault, page: where } = fields;
  const { access, address, kind } = objectOf(fault);
  if (typeof access !== 'string' || !isHex(address) || typeof kind !== 'string')
    return wrong('fault', '"fault", an object with "access", "address" and "kind"');
  const page = pageOf(where);
  if (page === 'wrong')
    return wrong('page', '"page", an object with "owner", and "held" where something holds it');
  return { kind: 'fault', ...common, access, address, fault: kind, ...(page !== undefined && { page }) };
}

function abortOf(fields: Fields, wrong: Wrong): RecordedAbort | Mistake {
  const common = commonOf(fields, wrong);
  if ('ok' in common) return common;
  const { changes: changed } = fields;
  const changes = changesOf(changed);
  return changes === 'wrong' ? wrong('changes', CHANGES) : { kind: 'abort', ...common, changes };
}

function settleOf(fields: Fields, wrong: Wrong): RecordedSettle | Mistake {
  const abort = abortOf(fields, wrong);
  if ('ok' in abort) return abort;
  const { after } = fields;
  return typeof after === 'string' ? { ...abort, kind: 'settle', after } : wrong('after', '"after", a text');
}

function requestOf(fields: Fields, wrong: Wrong, line: number): RecordedRequest | Mistake {
  const notice = noticeOf(fields, wrong, line);
  if ('ok' in notice) return notice;
  const { reply: replied, refusal: refused, changes: changed } = fields;
  const reply = bufferOf(replied);
  if (reply === 'wrong' || reply === undefined) return wrong('reply', '"reply", bytes in hex');
  if (reply.length > MAX_BYTES) return tooLong(line, 1);
  const refusal = refusalOf(refused);
  if (refusal === 'wrong') return wrong('refusal', '"refusal", an object with "rule" and "status"');
  const changes = changesOf(changed);
  if (changes === 'wrong') return wrong('changes', CHANGES);
  return { ...notice, kind: 'request', reply, ...(refusal !== undefined && { refusal }), changes };
}

function noticeOf(fields: Fields, wrong: Wrong, line: number): RecordedNotice | Mistake {
  const common = commonOf(fields, wrong);
  if ('ok' in common) return common;
  const { id, payload: carried, sequence: numbered } = fields;
  const message = isHex(id) ? Number.parseInt(id.slice(2), 16) : undefined;
  if (message === undefined || message > LARGEST_ID)
    return wrong('id', '"id", the number of a message in hex');
  const sequence = amountOf(numbered);
  if (sequence === 'wrong' || !isSequence(sequence)) return wrong('sequence', '"sequence", up to 65535');
  const payload = bufferOf(carried);
  if (payload === 'wrong' || payload === undefined) return wrong('payload', '"payload", bytes in hex');
  if (payload.length > MAX_BYTES) return tooLong(line, 1);
  return { kind: 'notice', ...common, ...(sequence !== undefined && { sequence }), id: message, payload };
}

const LARGEST_ID = 0xffff_ffff;
const LARGEST_SEQUENCE = 0xffff;

function isSequence(sequence: number | undefined): boolean {
  return sequence === undefined || (Number.isInteger(sequence) && sequence <= LARGEST_SEQUENCE);
}

function dropOf(fields: Fields, wrong: Wrong, line: number): RecordedDrop | Mistake {
  const common = commonOf(fields, wrong);
  if ('ok' in common) return common;
  const { packet: carried, why } = fields;
  const packet = bufferOf(carried);
  if (packet === 'wrong' || packet === undefined) return wrong('packet', '"packet", bytes in hex');
  if (packet.length > MAX_BYTES) return tooLong(line, 1);
  if (typeof why !== 'string') return wrong('why', '"why", a text');
  return { kind: 'drop', ...common, packet, why };
}

function commonOf(
  { seq, from, el, cpu, t_us }: Fields,
  wrong: Wrong,
): Pick<RecordedEvent, 'seq' | 'caller' | 'cpu' | 'at'> | Mistake {
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq))
    return wrong('seq', '"seq", the number of the call');
  const processor = amountOf(cpu);
  if (processor === 'wrong') return wrong('cpu', '"cpu", the number of a processor');
  const at = amountOf(t_us);
  if (at === 'wrong') return wrong('t_us', '"t_us", a time in microseconds');
  const [caller = ''] = [from, el].filter((name) => typeof name === 'string');
  return { seq, caller, cpu: processor ?? 0, ...(at !== undefined && { at }) };
}
