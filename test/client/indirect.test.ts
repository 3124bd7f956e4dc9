import { describe, expect, test } from 'vitest';
import type { UuidWords } from '../../src/core/abi/uuid.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { hex } from '../abi/support.ts';
import { callsOf, ERROR, ready, says, success } from './ready.ts';

const VAULT = 0x8001;
const UUID: UuidWords = [0x0302_0100, 0x0706_0504, 0x0b0a_0908, 0x0f0e_0d0c];
const PAYLOAD = Uint8Array.of(0xaa, 0xbb, 0xcc);

/** Flags, reserved; offset of the payload; receiver 0x8001, sender 7; size. */
const HEADER_1_1 = '00000000 00000000 14000000 0180 0700 03000000';
const HEADER_1_2 = '00000000 00000000 28000000 0180 0700 03000000 00000000';

describe('QI11: an indirect message', () => {
  test.each([
    ['1.1', VERSION_1_1, undefined, `${HEADER_1_1} aabbcc`],
    ['1.2', VERSION_1_2, undefined, `${HEADER_1_2} 00000000000000000000000000000000 aabbcc`],
    ['1.2, to a service', VERSION_1_2, UUID, `${HEADER_1_2} 000102030405060708090a0b0c0d0e0f aabbcc`],
  ])('of FF-A %s is written to TX', (_, version, uuid, bytes) => {
    const { ffa, machine } = ready([success], version);

    machine.run(ffa.send(VAULT, PAYLOAD, uuid));

    const expected = hex(bytes);
    expect(machine.sent[0]?.slice(0, expected.length)).toEqual(expected);
    expect(callsOf(machine)).toEqual([[0x8400_0086, 0, 0, 0, 0, 0]]);
  });

  test.each([
    ['1.1 by a reader of 1.1', VERSION_1_1, `${HEADER_1_1} aabbcc`, undefined],
    ['1.1 by a reader of 1.2', VERSION_1_2, `${HEADER_1_1} aabbcc`, undefined],
    [
      '1.2 by a reader of 1.1',
      VERSION_1_1,
      `${HEADER_1_2} 000102030405060708090a0b0c0d0e0f aabbcc`,
      undefined,
    ],
    ['1.2 by a reader of 1.2', VERSION_1_2, `${HEADER_1_2} 000102030405060708090a0b0c0d0e0f aabbcc`, UUID],
  ])('of FF-A %s is read, and RX given back', (_, version, bytes, uuid) => {
    const { ffa, machine } = ready([success], version);
    machine.rx.set(hex(bytes));

    const letter = machine.run(ffa.receive());

    expect(letter).toEqual({ sender: 7, payload: PAYLOAD, ...(uuid === undefined ? {} : { uuid }) });
    expect(callsOf(machine)).toEqual([[0x8400_0065, 0, 0, 0, 0, 0]]);
  });

  test('QI4: what was read stays as it was when RX changes', () => {
    const { ffa, machine } = ready([success]);
    machine.rx.set(hex(`${HEADER_1_1} aabbcc`));
    const { payload } = machine.run(ffa.receive());

    machine.rx.fill(0xff);

    expect(payload).toEqual(PAYLOAD);
  });

  test.each([
    ['ends behind RX', '00000000 00000000 14000000 0180 0700 ed0f0000'],
    ['begins behind RX', '00000000 00000000 f0ffffff 0180 0700 00000000'],
  ])('that %s is none', (_, bytes) => {
    const { ffa, machine } = ready([success]);
    machine.rx.set(hex(bytes));

    expect(() => machine.run(ffa.receive())).toThrow('RX does not hold a whole message');
  });

  test('is not there in FF-A 1.0', () => {
    const { ffa, machine } = ready([], VERSION_1_0);

    expect(() => machine.run(ffa.send(VAULT, PAYLOAD))).toThrow('FF-A 1.0 has no indirect messages');
    expect(() => machine.run(ffa.receive())).toThrow('FF-A 1.0 has no indirect messages');
  });

  test('that does not fit TX is not sent', () => {
    const { ffa, machine } = ready([success]);

    expect(() => machine.run(ffa.send(VAULT, new Uint8Array(4096 - 39)))).toThrow('translation fault');
    expect(machine.calls).toEqual([]);
  });

  test('that is refused is an exception', () => {
    const { ffa, machine } = ready([says(ERROR, 0, 0xffff_fffc)]);

    expect(() => machine.run(ffa.send(VAULT, PAYLOAD))).toThrow('FFA_MSG_SEND2: BUSY');
  });
});
