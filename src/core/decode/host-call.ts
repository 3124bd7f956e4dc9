/**
 * Calls as a Linux hypervisor of the pKVM kind prints them in its trace buffer:
 *
 *     [000]	    0.012000: host_ffa_call ffa_func=0x84000073 a1=0x0 a2=0x7 a3=0x0 a4=0 handled=1 err=0
 *
 * `ffa_func` is x0 of the call, `a1` to `a4` are x1 to x4 of its answer (`a4` without 0x), `handled` is 0 for a call that was not
 * answered, and `err` is the status of FFA_ERROR. Who called, the arguments and x0 of the answer are not there.
 */

import { createFrame, errorStatus, FFA_ERROR, type Frame, setX } from '../abi/frame.ts';
import { type Mistake, mistake, quote } from './reading.ts';
import type { RecordedCall } from './recorded-event.ts';

const MICROSECONDS = 1_000_000;
/** A task, its flags, and the colon behind the name of the event are there when the lines come from a tool of ftrace. */
const EVENT = /^(?:.*?\s)?\[(\d{1,4})\]\s+(?:\S+\s+)??(\d{1,12})\.(\d{6}):\s+host_ffa_call:?\s+(.*)$/;
const FIELDS =
  /^ffa_func=0x([0-9a-f]{1,16}) a1=0x([0-9a-f]{1,16}) a2=0x([0-9a-f]{1,16}) a3=0x([0-9a-f]{1,16}) a4=(?:0x)?([0-9a-f]{1,16}) handled=([01]) err=(-?\d{1,10})\s*$/i;

/** Whether a line is one of these, whole or not. */
export function isHostCall(text: string): boolean {
  return EVENT.test(text);
}

/** Reads the call in a line. `seq` is its number, since the lines have none; other events are passed over. */
export function readHostCall(text: string, line: number, seq: number): RecordedCall | Mistake | 'other' {
  const [, cpu = '', seconds = '', rest = '', event = ''] = EVENT.exec(text) ?? [];
  if (event === '') return 'other';
  const fields = FIELDS.exec(event);
  if (fields === null)
    return mistake(
      line,
      text.lastIndexOf(event) + 1,
      quote(event),
      'ffa_func, a1 to a4, handled and err, as in host_ffa_call ffa_func=0x84000073 a1=0x0 a2=0x7 a3=0x0 a4=0 handled=1 err=0',
    );
  const [, id, a1, a2, a3, a4, handled, err] = fields;
  const question = frameOfHex([id]);
  const refused = Number(err) !== 0;
  const answer = frameOfHex([refused ? FFA_ERROR.toString(16) : '0', a1, a2, a3, a4]);
  // The status stands in `err` even where w2 was not kept.
  if (refused && errorStatus(answer) !== Number(err)) setX(answer, 2, BigInt.asUintN(32, BigInt(err ?? 0)));
  return {
    kind: 'call',
    seq,
    caller: 'host',
    cpu: Number(cpu),
    at: Number(seconds) * MICROSECONDS + Number(rest),
    in: question,
    out: handled === '0' ? undefined : answer,
    tx: undefined,
    rx: undefined,
    changes: [],
  };
}

function frameOfHex(registers: readonly (string | undefined)[]): Frame {
  const frame = createFrame();
  for (const [register, digits = '0'] of registers.entries()) setX(frame, register, BigInt(`0x${digits}`));
  return frame;
}
