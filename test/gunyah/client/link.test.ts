/** A VM's end of the queues: numbers of requests, what comes in between, and answers that do not come. */

import { describe, expect, test } from 'vitest';
import { HalfParcelError, RmError, RmProtocolError } from '../../../src/core/gunyah/client/errors.ts';
import { RmLink } from '../../../src/core/gunyah/client/link.ts';
import { receive, send, sleep, type VmProgram } from '../../../src/core/gunyah/client/port.ts';
import { NOTIFICATION, REQUEST } from '../../../src/core/gunyah/wire/messages.ts';
import { PACKET_TYPE, packetsOf } from '../../../src/core/gunyah/wire/packet.ts';
import { notice, replyTo, served, word } from '../programs.ts';

const { MEM_RECALL, MEM_SHARED } = NOTIFICATION;
const RECALL = [1, 0, 0, 0, 7, 0, 0, 0];
const { RECLAIM } = REQUEST;
const NOISE = new Uint8Array(7);

const ask = (link: RmLink) => link.ask(RECLAIM, new Uint8Array(8), 'nothing');

/** Hands a program packets one by one, and says what it did: "receive, sleep". */
function fed(program: VmProgram<unknown>, packets: readonly (Uint8Array | undefined)[]): string {
  const did: string[] = [];
  const waiting = [...packets];
  for (let step = program.next(); !step.done; ) {
    did.push(step.value.do);
    step = program.next(step.value.do === 'sleep' ? 'woken' : { packet: waiting.shift() });
  }
  return did.join(', ');
}

test('requests are numbered, from 0 to 65535 and from 0 again', () => {
  const link = new RmLink();
  const numbers: number[] = [];
  const next = () =>
    served(ask(link), (request) => {
      numbers.push(request.sequence);
      return replyTo(request, word(0));
    });

  next();
  next();
  link.restore({ ...link.save(), sequence: 0xffff });
  next();
  next();

  expect(numbers).toEqual([0, 1, 0xffff, 0]);
});

describe('what comes before the answer', () => {
  const [asking] = packetsOf({
    ...{ type: PACKET_TYPE.REQUEST, sequence: 0, id: RECLAIM.id, payload: new Uint8Array(8) },
  });

  test.each<[string, readonly Uint8Array[], number, number]>([
    ['a notification of just its least length', notice(MEM_RECALL, ...RECALL), 0, 1],
    ['one byte less than that', notice(MEM_RECALL, ...RECALL.slice(1)), 1, 0],
    ['a request', [asking!], 1, 0],
    ['a packet that is none', [NOISE], 1, 0],
    ['a notification of two packets', notice(MEM_SHARED, ...new Array<number>(300).fill(0)), 0, 1],
  ])('%s', (_, packets, ignored, notices) => {
    const link = new RmLink();

    served(ask(link), (request) => [...packets, ...replyTo(request, word(0))]);

    expect([link.ignored, link.notices.length]).toEqual([ignored, notices]);
  });

  // 256 notifications of 63 packets each may wait, and the answer has 63 at most.
  const MOST = 256 * 63 + 63;

  test('may be as much as can wait', () => {
    const before = new Array<Uint8Array>(MOST - 1).fill(NOISE);
    expect(served(ask(new RmLink()), (request) => [...before, ...replyTo(request, word(0))])).toEqual(
      new Uint8Array(),
    );
  });

  test('may not be more', () => {
    const before = new Array<Uint8Array>(MOST).fill(NOISE);
    expect(() => served(ask(new RmLink()), (request) => [...before, ...replyTo(request, word(0))])).toThrow(
      'MEM_RECLAIM: the answer does not come',
    );
  });
});

describe('hearing', () => {
  test('sleeps until something was told', () => {
    const link = new RmLink();
    const did = fed(link.hear(), [undefined, ...notice(MEM_RECALL, ...RECALL), undefined]);

    expect(did).toBe('receive, sleep, receive, receive');
    expect(link.notices).toEqual([]);
  });

  test('takes the oldest first, and those that wait without sleep', () => {
    const link = new RmLink();
    const told = [1, 2].flatMap((handle) => notice(MEM_RECALL, handle, ...RECALL.slice(1)));
    fed(link.listen(), told);

    const heard = [1, 2].map(() => served(link.hear(), () => []).payload[0]);

    expect(heard).toEqual([1, 2]);
  });

  test('passes over answers that nobody waits for', () => {
    const link = new RmLink();
    const reply = replyTo(
      { type: PACKET_TYPE.REQUEST, sequence: 0, id: RECLAIM.id, payload: word() },
      word(0),
    );

    fed(link.listen(), [...reply, ...notice(MEM_RECALL, ...RECALL)]);

    expect([link.ignored, link.notices.map(({ shape }) => shape.name)]).toEqual([1, ['MEM_RECALL']]);
  });
});

test('a copy of a link has what came, and what came of a message that is not all there', () => {
  const link = new RmLink();
  const [first, second] = notice(MEM_SHARED, ...new Array<number>(300).fill(0));
  fed(link.listen(), [NOISE, ...notice(MEM_RECALL, ...RECALL), first]);
  const saved = link.save();
  fed(link.listen(), [NOISE, second]);
  link.notices.length = 0;

  link.restore(saved);
  expect([link.ignored, link.notices.length]).toEqual([1, 1]);
  fed(link.listen(), [second]);

  expect(link.notices.map(({ shape }) => shape.name)).toEqual(['MEM_RECALL', 'MEM_SHARED']);
  expect(saved.notices).toHaveLength(1);
});

describe('what a program does is answered with what came of it', () => {
  type Outcome = 'sent' | 'woken' | 'written' | { readonly bytes: Uint8Array };

  test.each<[string, () => VmProgram<unknown>, Outcome, string]>([
    ['a sending', () => send(NOISE), 'woken', 'a packet was answered with something else than its sending'],
    ['a receipt', receive, 'sent', 'a receipt was answered with something else than a packet'],
    [
      'a receipt, with bytes',
      receive,
      { bytes: NOISE },
      'a receipt was answered with something else than a packet',
    ],
    ['sleep', sleep, 'written', 'sleep ended with something else than waking'],
  ])('%s is not', (_, begin, outcome, why) => {
    const program = begin();
    program.next();
    expect(() => program.next(outcome)).toThrow(why);
  });
});

describe('errors', () => {
  test('of the resource manager say which request, and why', () => {
    expect(new RmError('MEM_LEND', 5)).toMatchObject({
      ...{ name: 'RmError', message: 'MEM_LEND: BUSY', request: 'MEM_LEND', code: 5, errno: 'EBUSY' },
    });
  });

  test('of half a parcel say what was wrong with its making and with its end', () => {
    const cause = new RmError('MEM_APPEND', 0xa);
    const reclaim = new RmProtocolError('MEM_RECLAIM', 'there is no answer');

    expect(new HalfParcelError(7, cause, reclaim)).toMatchObject({ handle: 7, cause, reclaim });
    expect(String(new HalfParcelError(7, cause, reclaim))).toBe(
      'HalfParcelError: parcel 7 is half made (MEM_APPEND: MEM_INVALID) and could not be reclaimed (MEM_RECLAIM: there is no answer)',
    );
    expect(new HalfParcelError(7, 'lost', 5).message).toBe(
      'parcel 7 is half made (lost) and could not be reclaimed (5)',
    );
  });
});
