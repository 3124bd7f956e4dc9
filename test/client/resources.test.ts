import { describe, expect, test } from 'vitest';
import { VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { callsOf, ERROR, ready, SUCCESS, SUCCESS_64, says, success } from './ready.ts';
import type { Answer, ScriptedMachine } from './scripted.ts';

const ABORTED = says(ERROR, 0, 0xffff_fff8);
/** 16 bytes of header; then two pages at 0x40001000 of 0x8001, RW; RX of the hypervisor, indirect. */
const HEADER = [16, 2, 16, 0];
const FIRST = [0x4000_1000, 0, 2, 0x0080_0133];
const SECOND = [0x1000, 1, 1, 0x0100_0033];

const REACHED = [
  { address: 0x4000_1000, pages: 2, endpoint: 0x8001, unprivileged: 3, privileged: 3, direct: true },
  { address: 0x1_0000_1000, pages: 1, endpoint: 0, unprivileged: 3, privileged: 3, direct: false },
];

/** Answers that so many bytes are left, with these words in RX. */
function page(machine: () => ScriptedMachine, left: number, words: readonly number[]): Answer {
  return (question, tx, rx) => {
    machine().rx.set(new Uint8Array(Uint32Array.from(words).buffer));
    return says(SUCCESS_64, 0, BigInt(left) | (BigInt(words.length * 4) << 32n))(question, tx, rx);
  };
}

function listing(answers: (machine: () => ScriptedMachine) => readonly Answer[]) {
  const made: ReturnType<typeof ready> = ready(
    answers(() => made.machine),
    VERSION_1_3,
  );
  return made;
}

const requests = (machine: ScriptedMachine) =>
  callsOf(machine)
    .filter(([id]) => id === 0xc400_008f)
    .map(([, target, request]) => [target, request]);

describe('what the secure world reaches', () => {
  test('in one answer', () => {
    const { ffa, machine } = listing((m) => [page(m, 0, [...HEADER, ...FIRST, ...SECOND]), success]);

    expect(machine.run(ffa.reached())).toEqual(REACHED);
    expect(requests(machine)).toEqual([[0, 0]]);
  });

  test('in two, the second without a header; RX is given back after each', () => {
    const { ffa, machine } = listing((m) => [
      page(m, 16, [...HEADER, ...FIRST]),
      success,
      page(m, 0, SECOND),
      success,
    ]);

    expect(machine.run(ffa.reached(0x8001))).toEqual(REACHED);
    expect(requests(machine)).toEqual([
      [0x8001, 0x1],
      [0x8001, 0x11],
    ]);
    expect(machine.left).toBe(0);
  });

  test('from the start again when it changed', () => {
    const { ffa, machine } = listing((m) => [
      page(m, 16, [...HEADER, ...FIRST]),
      success,
      ABORTED,
      page(m, 0, [...HEADER, ...FIRST, ...SECOND]),
      success,
    ]);

    expect(machine.run(ffa.reached())).toEqual(REACHED);
    expect(requests(machine)).toEqual([
      [0, 0],
      [0, 0x10],
      [0, 0],
    ]);
  });

  test('given up when it never stops changing', () => {
    const { ffa, machine } = listing(() => new Array(8).fill(ABORTED));

    expect(() => machine.run(ffa.reached())).toThrow('FFA_NS_RES_INFO_GET: ABORTED');
    expect(machine.left).toBe(0);
  });

  test.each<[string, readonly Answer[], string]>([
    ['a refusal', [says(ERROR, 0, 0xffff_ffff)], 'FFA_NS_RES_INFO_GET: NOT_SUPPORTED'],
    ['the 32-bit success', [says(SUCCESS)], 'expected FFA_SUCCESS_64'],
    ['less than a header', [says(SUCCESS_64, 0, 12n << 32n)], 'lengths that fit the buffer'],
    ['more than RX holds', [says(SUCCESS_64, 0, 4112n << 32n)], 'lengths that fit the buffer'],
    [
      'no progress',
      [says(SUCCESS_64, 0, 32n | (16n << 32n)), success, says(SUCCESS_64, 0, 32n | (16n << 32n))],
      'come to an end',
    ],
  ])('not at all: %s', (_, answers, message) => {
    const { ffa, machine } = listing(() => answers);

    expect(() => machine.run(ffa.reached())).toThrow(message);
  });
});
