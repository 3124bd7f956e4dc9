import { describe, expect, test } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { w } from '../../src/core/abi/frame.ts';
import { encodePartitionInfo } from '../../src/core/abi/partition-info.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { type Ready, RX, ready, success, TX } from './ready.ts';
import { type Answer, registers, ScriptedMachine } from './scripted.ts';

const RETRIEVE_RESP = 0x8400_0075;
const FRAG_TX = 0x8400_007b;

const HANDLE = 0x66_0000_0055n;
const REQUEST = { handle: HANDLE, sender: 1, receivers: [{ endpoint: 0x8001, permissions: 2 }] };
const CONSTITUENTS = Array.from({ length: 300 }, (_, index) => ({
  address: 0x4000_0000 + index * 0x2000,
  pages: 1,
}));

const borrower = (answers: readonly Answer[], version?: number) => ready(answers, version, 0x8001);

function responseOf(count: number, version: number): Uint8Array {
  return encodeTransaction(
    {
      sender: 1,
      attributes: 0x2f,
      flags: 0x8,
      handle: HANDLE,
      tag: 0n,
      receivers: [{ endpoint: 0x8001, permissions: 2, flags: 0, impdef: [0n, 0n] }],
      composite: { constituents: CONSTITUENTS.slice(0, count) },
    },
    version,
  );
}

describe('a retrieve', () => {
  test.each([
    ['1.0', VERSION_1_0, 48],
    ['1.1', VERSION_1_1, 64],
    ['1.2', VERSION_1_2, 80],
  ])('QI4: reads the response in the layout of FF-A %s, and then releases RX', (_, version, length) => {
    const response = responseOf(1, version);
    const { ffa, machine }: Ready = borrower(
      [
        () => {
          machine.rx.set(response);
          return registers(RETRIEVE_RESP, response.length, response.length);
        },
        success,
      ],
      version,
    );
    const { composite } = machine.run(ffa.retrieve(REQUEST));
    expect(composite?.constituents).toEqual([{ address: 0x4000_0000, pages: 1 }]);
    expect([w(machine.calls[0]!, 1), w(machine.calls[0]!, 2)]).toEqual([length, length]);
    expect(w(machine.calls[1]!, 0)).toBe(0x8400_0065);
  });

  test('fetches the rest of a response that does not fit RX', () => {
    const response = responseOf(300, VERSION_1_2);
    const { ffa, machine }: Ready = borrower([
      () => {
        machine.rx.set(response.subarray(0, 4096));
        return registers(RETRIEVE_RESP, response.length, 4096);
      },
      success,
      () => {
        machine.rx.set(response.subarray(4096));
        return registers(FRAG_TX, 0x55, 0x66, response.length - 4096);
      },
      success,
    ]);
    expect(machine.run(ffa.retrieve(REQUEST)).composite?.constituents).toEqual(CONSTITUENTS);
    const fetch = machine.calls[2]!;
    expect([w(fetch, 0), w(fetch, 1), w(fetch, 2), w(fetch, 3)]).toEqual([0x8400_007a, 0x55, 0x66, 4096]);
  });

  test.each([
    ['QB5: nothing', 0],
    ['QG7: more than is left', 4096],
  ])('does not go on when a fragment has: %s', (_, length) => {
    const response = responseOf(300, VERSION_1_2);
    const { ffa, machine }: Ready = borrower([
      () => {
        machine.rx.set(response.subarray(0, 4096));
        return registers(RETRIEVE_RESP, response.length, 4096);
      },
      success,
      () => registers(FRAG_TX, 0x55, 0x66, length),
      success,
    ]);
    expect(() => machine.run(ffa.retrieve(REQUEST))).toThrow('expected a fragment of 1 to 800 bytes');
  });
});

describe('a list of partitions', () => {
  const FOUND = [
    { endpoint: 0x8001, contexts: 1, properties: 3, uuid: [1, 2, 3, 4] as const },
    { endpoint: 0x8002, contexts: 8, properties: 1, uuid: [5, 6, 7, 8] as const },
  ];

  test.each([
    ['1.0: eight bytes each', VERSION_1_0, 8, 0],
    ['1.1: as many as the answer says', VERSION_1_1, 24, 24],
    ['of a later manager: the known part of more', VERSION_1_2, 48, 48],
  ])('comes through RX in FF-A %s', (_, version, size, stated) => {
    const { ffa, machine }: Ready = borrower(
      [
        () => {
          const listed = size === 8 ? FOUND.map(({ uuid: _, ...found }) => found) : FOUND;
          machine.rx.set(encodePartitionInfo(listed, size));
          return registers(0x8400_0061, 0, 2, stated);
        },
        success,
      ],
      version,
    );
    const found = machine.run(ffa.partitions());
    expect(found.map(({ endpoint, contexts }) => [endpoint, contexts])).toEqual([
      [0x8001, 1],
      [0x8002, 8],
    ]);
  });

  test('comes through registers where there are no buffers, in as many calls as it takes', () => {
    const ffa = new Ffa();
    const entry = (id: number) => [BigInt(id) | (1n << 16n) | (3n << 32n), 0x2_0000_0001n, 0x4_0000_0003n];
    const page = (first: number, last: number, current: number) =>
      registers(
        0xc400_0061,
        0,
        BigInt(last) | (BigInt(current) << 16n) | (9n << 32n) | (24n << 48n),
        ...Array.from({ length: current - first + 1 }, (_, index) => entry(0x8001 + first + index)).flat(),
      );
    const machine = new ScriptedMachine(TX, RX, [() => page(0, 6, 4), () => page(5, 6, 6)]);
    const found = machine.run(ffa.partitions());
    expect(found.map(({ endpoint }) => endpoint)).toEqual([
      0x8001, 0x8002, 0x8003, 0x8004, 0x8005, 0x8006, 0x8007,
    ]);
    // The second call asks from index 5 on, with the tag of the first answer.
    expect(w(machine.calls[1]!, 3)).toBe(0x9_0005);
  });

  test('is read anew when it changes meanwhile, but not for ever', () => {
    const retry = () => registers(0x8400_0060, 0, 0xffff_fff9);
    const nobody = new ScriptedMachine(TX, RX, [retry, retry, retry, retry, retry, retry, retry, retry]);
    expect(() => nobody.run(new Ffa().partitions())).toThrow('FFA_PARTITION_INFO_GET_REGS: RETRY');
    expect(nobody.left).toBe(0);

    const one = () => registers(0xc400_0061, 0, 24n << 48n, 0x3_0001_8001n, 1, 2);
    const machine = new ScriptedMachine(TX, RX, [retry, one]);
    expect(machine.run(new Ffa().partitions()).map(({ endpoint }) => endpoint)).toEqual([0x8001]);
  });
});
