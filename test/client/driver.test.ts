import { describe, expect, test } from 'vitest';
import { w } from '../../src/core/abi/frame.ts';
import { VERSION_1_0, VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { ERROR, RX, ready, SUCCESS, says, success, TX } from './ready.ts';
import { type Answer, ScriptedMachine } from './scripted.ts';

describe('negotiation', () => {
  test.each([
    ['the same version', VERSION_1_3, [VERSION_1_3]],
    ['an older manager', VERSION_1_2, [VERSION_1_3, VERSION_1_2]],
    ['a newer manager', 0x1_0004, [VERSION_1_3]],
    ['a manager of FF-A 1.0', VERSION_1_0, [VERSION_1_3, VERSION_1_0]],
  ])('settles on the lower of both versions, and asks for it: %s', (_, offered, asked) => {
    const ffa = new Ffa();
    const answers = [...asked.map(() => says(offered)), says(SUCCESS, 0, 7), success];
    const machine = new ScriptedMachine(TX, RX, answers);
    machine.run(ffa.start({ tx: TX, rx: RX, pages: 1 }));
    expect(ffa.driver.version).toBe(asked.at(-1));
    expect(ffa.driver.id).toBe(7);
    expect(machine.calls.map((call) => Array.from(call.slice(0, 8)))).toEqual([
      ...asked.map((version) => [0x8400_0063, 0, version, 0, 0, 0, 0, 0]),
      [0x8400_0069, 0, 0, 0, 0, 0, 0, 0],
      [0xc400_0066, 0, TX, 0, RX, 0, 1, 0],
    ]);
  });

  test('ends when the manager has no version in common', () => {
    const ffa = new Ffa();
    const machine = new ScriptedMachine(TX, RX, [says(0xffff_ffff)]);
    expect(() => machine.run(ffa.start())).toThrow('FFA_VERSION: NOT_SUPPORTED');
  });
});

describe('an abort', () => {
  test('tells why, and does not return', () => {
    const { ffa, machine } = ready([says(ERROR, 0, 0xffff_ffff), says(SUCCESS)]);

    expect(() => machine.run(ffa.abort(0x1234))).toThrow('FFA_ABORT_32: NOT_SUPPORTED');
    expect(() => machine.run(ffa.abort())).toThrow('expected no answer at all');
    expect(machine.calls.map((call) => [w(call, 0), w(call, 1), w(call, 2), w(call, 3)])).toEqual([
      [0x8400_0090, 0, 0x1234, 0],
      [0x8400_0090, 0, 0, 0],
    ]);
  });
});

describe('a send', () => {
  const receivers = [{ endpoint: 0x8001, permissions: 2 }];
  const page = { address: 0x4000_0000, pages: 1 };
  const many = Array.from({ length: 300 }, (_, index) => ({
    address: 0x4000_0000 + index * 0x2000,
    pages: 1,
  }));
  const HANDLE = [0x55, 0x66] as const;
  const wants = (offset: number): Answer => says(0x8400_007a, ...HANDLE, offset);
  const sent: Answer = says(SUCCESS, 0, ...HANDLE);

  test('writes the descriptor to TX and returns the handle', () => {
    const { ffa, machine } = ready([sent]);
    expect(machine.run(ffa.share({ receivers, constituents: [page], tag: 0x1122n }))).toBe(0x66_0000_0055n);
    expect(Array.from(machine.calls[0]?.slice(0, 8) ?? [])).toEqual([0x8400_0073, 0, 112, 0, 112, 0, 0, 0]);
    expect(Buffer.from(machine.sent[0]?.slice(0, 112) ?? []).toString('hex')).toBe(
      // header: sender, attributes, flags, handle, tag, access size, count, offset, reserved
      '07002f00000000000000000000000000221100000000000020000000010000003000000000000000' +
        '0000000000000000' +
        // receiver: endpoint, permissions, flags, composite offset, impdef, reserved
        '0180020050000000' +
        '000000000000000000000000000000000000000000000000' +
        // composite: pages, constituents, reserved; the constituent
        '01000000010000000000000000000000' +
        '00000040000000000100000000000000',
    );
  });

  test('goes on with fragments until all constituents are there', () => {
    // 80 + 16 bytes of head and 300 constituents of 16 bytes: 4096 bytes carry 250, the rest another 800 bytes.
    const { ffa, machine } = ready([wants(4096), sent]);
    expect(machine.run(ffa.lend({ receivers, constituents: many }))).toBe(0x66_0000_0055n);
    const [first, second] = machine.calls;
    expect([w(first!, 0), w(first!, 1), w(first!, 2)]).toEqual([0x8400_0072, 4896, 4096]);
    expect([w(second!, 0), w(second!, 1), w(second!, 2), w(second!, 3)]).toEqual([
      0x8400_007b,
      ...HANDLE,
      800,
    ]);
    expect(Buffer.from(machine.sent[1]?.slice(0, 16) ?? []).toString('hex')).toBe(
      // constituent 250: 0x40000000 + 250 * 0x2000
      '00401f40000000000100000000000000',
    );
  });

  test.each([
    ['another handle', says(0x8400_007a, 0x77, 0x66, 4096 + 800), 'the same handle'],
    ['an offset that was not sent', says(0x8400_007a, ...HANDLE, 4096), 'offset 4896'],
    ['a function that is no answer', says(0x8400_0073), 'FFA_SUCCESS'],
    ['a refusal', says(ERROR, 0, 0xffff_fffe), 'FFA_MEM_FRAG_TX: INVALID_PARAMETERS'],
  ])('QI1, QI2: is given up when the second fragment is answered with %s', (_, lie, message) => {
    const { ffa, machine } = ready([wants(4096), lie, success]);
    expect(() => machine.run(ffa.lend({ receivers, constituents: many }))).toThrow(message);
    expect(Array.from(machine.calls[2]?.slice(0, 6) ?? [])).toEqual([0x8400_0077, 0, 0x55, 0, 0x66, 0]);
    expect(machine.left).toBe(0);
  });

  test('is not given up when it was refused whole', () => {
    const { ffa, machine } = ready([says(ERROR, 0, 0xffff_fffa)]);
    expect(() => machine.run(ffa.donate({ receivers, constituents: [page] }))).toThrow(
      'FFA_MEM_DONATE_32: DENIED',
    );
    expect(machine.calls).toHaveLength(1);
  });

  test('needs buffers', () => {
    const ffa = new Ffa();
    const machine = new ScriptedMachine(TX, RX, []);
    expect(() => machine.run(ffa.share({ receivers, constituents: [page] }))).toThrow(
      'RX/TX buffers are not mapped',
    );
  });
});

describe('a direct request', () => {
  test('carries its data and returns that of the response', () => {
    const { ffa, machine } = ready([says(0x8400_0070, 0x8001_0007, 0, 1, 2, 3, 4, 5)]);
    expect(machine.run(ffa.directRequest(0x8001, [9, 8]))).toEqual([1, 2, 3, 4, 5]);
    expect(Array.from(machine.calls[0]?.slice(0, 10) ?? [])).toEqual([
      0x8400_006f, 0, 0x7_8001, 0, 0, 0, 9, 0, 8, 0,
    ]);
  });

  test('is not content with a response of the other width', () => {
    const { ffa, machine } = ready([says(0xc400_0070, 0x8001_0007)]);
    expect(() => machine.run(ffa.directRequest(0x8001))).toThrow(
      'was answered with FFA_MSG_SEND_DIRECT_RESP_64',
    );
  });
});

describe('an access that faults', () => {
  test('is an exception with the address', () => {
    const { ffa, machine } = ready([]);
    expect(() => machine.run(ffa.read(0xdead_0000, 4))).toThrow('translation fault: read at 0xdead0000');
  });
});
