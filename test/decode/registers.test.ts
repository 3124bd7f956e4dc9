import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer, readCall } from '../../src/core/decode/registers.ts';

/** Every named part that is not zero, and every remark. */
function read(registers: readonly bigint[]): { parts: readonly string[]; remarks: readonly string[] } {
  const { parts, remarks } = readCall(registers);
  return {
    parts: parts.filter(({ value }) => value !== 0n).map(({ name, value }) => `${name} ${value}`),
    remarks: remarks.map(({ register, text }) => `${register}: ${text}`),
  };
}

describe('the registers of a call', () => {
  test.each<[string, readonly bigint[], readonly string[]]>([
    ['FFA_MEM_SHARE', [0x8400_0073n, 112n, 112n], ['total length 112', 'fragment length 112']],
    [
      'FFA_RXTX_MAP_64',
      [0xc400_0066n, 0x1_0000_0000n, 0x1_0000_1000n, 1n],
      ['TX address 4294967296', 'RX address 4294971392', 'page count 1'],
    ],
    ['a direct request', [0x8400_006fn, 0x8001n, 0n, 7n], ['receiver 32769', 'data 0 7']],
    [
      'FFA_MEM_FRAG_RX',
      [0x8400_007an, 1n, 2n, 16n, 0x8001_0000n],
      ['handle low 1', 'handle high 2', 'fragment offset 16', 'sender 32769'],
    ],
  ])('%s: fields have names', (_, registers, parts) => {
    expect(read(registers)).toEqual({ parts, remarks: [] });
  });

  test.each<[string, readonly bigint[], string]>([
    ['a register that must be zero', [0x8400_0069n, 0n, 0n, 0n, 9n], '4: must be zero, and is 0x9'],
    ['reserved bits', [0xc400_0066n, 0x1000n, 0x2000n, 0x101n], '3: reserved bits are set: 0x100'],
    [
      'upper halves of a 32-bit call',
      [0x8400_0077n, 0x1_0000_0001n],
      '1: bits 63:32 are not part of a 32-bit call',
    ],
    [
      'a handle in one register',
      [0x8400_0077n, 0x1_0000_0001n],
      '1: a handle travels as two words of 32 bits, low first',
    ],
    [
      'an id in the upper half',
      [0x8400_0065n, 0x1_0000n],
      '1: 0x0001 stands in bits 31:16, which are not read: an id in the wrong half?',
    ],
    [
      'an id in the lower half',
      [0x8400_0067n, 0x1n],
      '1: 0x0001 stands in bits 15:0, which are not read: an id in the wrong half?',
    ],
    ['swapped halves', [0x8400_006fn, 0x8001_0000n], '1: sender 0x8001, receiver 0: are the halves swapped?'],
    ['no function of FF-A', [0x8400_0001n], '0: FF-A has no function with this id'],
  ])('%s: is pointed at', (_, registers, remark) => {
    expect(read(registers).remarks).toContain(remark);
  });
});

describe('the registers of an answer', () => {
  const said = (registers: readonly bigint[], called?: string) => {
    const { function: name, parts, remarks } = readAnswer(registers, called);
    return [
      name,
      ...parts.map((part) => `${part.name} ${part.text || part.value}`),
      ...remarks.map(({ register, text }) => `! ${register}: ${text}`),
    ];
  };

  test.each<[string, readonly bigint[], string | undefined, readonly string[]]>([
    [
      'success with a handle',
      [0x8400_0061n, 0n, 5n, 7n],
      'FFA_MEM_LEND',
      ['FFA_SUCCESS_32', 'handle low 5', 'handle high 7'],
    ],
    [
      'who has notifications: two lists of one id each, and more are left',
      [0xc400_0061n, 0n, 0x101n, 0x8002_8001n],
      'FFA_NOTIFICATION_INFO_GET',
      [
        'FFA_SUCCESS_64',
        'more pending 1',
        'list count 2',
        'list lengths minus 1 0',
        'ids in x3 2147647489',
        ...[4, 5, 6, 7].map((register) => `ids in x${register} 0`),
      ],
    ],
    ['a version', [0x1_0001n], 'FFA_VERSION', ['FFA_VERSION', 'version FF-A 1.1']],
    [
      'no version',
      [0xffff_ffffn],
      'FFA_VERSION',
      ['FFA_VERSION', 'version NOT_SUPPORTED: there is no version in common'],
    ],
    [
      'an error',
      [0x8400_0060n, 0n, 0xffff_fffan],
      undefined,
      ['FFA_ERROR', 'status DENIED: -6, 32 bits 0xfffffffa, 64 bits 0xfffffffffffffffa'],
    ],
    [
      'an error that was sign-extended',
      [0x8400_0060n, 0n, 0xffff_ffff_ffff_fffen],
      undefined,
      [
        'FFA_ERROR',
        'status INVALID_PARAMETERS: -2, 32 bits 0xfffffffe, 64 bits 0xfffffffffffffffe',
        '! 2: sign-extended to 64 bits: compare the low 32 bits only, or it differs from 0xfffffffe and its like',
      ],
    ],
    [
      'a status in the wrong register',
      [0x8400_0060n, 0xffff_fffen],
      undefined,
      [
        'FFA_ERROR',
        'status INVALID_PARAMETERS: -2, 32 bits 0xfffffffe, 64 bits 0xfffffffffffffffe',
        '! 1: the status stands in w1; it belongs into w2',
      ],
    ],
    [
      'a bare -1',
      [0xffff_ffff_ffff_ffffn],
      'FFA_MEM_SHARE',
      ['0xffffffff', '! 0: -1 in the first register: whoever answered does not know the call at all'],
    ],
    [
      'a fragment',
      [0x8400_007bn, 1n, 2n, 96n],
      'FFA_MEM_FRAG_RX',
      ['FFA_MEM_FRAG_TX', 'handle low 1', 'handle high 2', 'fragment length 96', 'sender 0'],
    ],
  ])('%s', (_, registers, called, expected) => {
    expect(said(registers, called)).toEqual(expected);
  });
});

test('no registers are too strange to be read', () => {
  const registers = fc.array(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), { maxLength: 20 });
  fc.assert(
    fc.property(registers, fc.option(fc.string(), { nil: undefined }), (values, called) => {
      for (const { parts } of [readCall(values), readAnswer(values, called)])
        for (const { value, low, high } of parts) expect(value < 1n << BigInt(high - low + 1)).toBe(true);
    }),
  );
});
