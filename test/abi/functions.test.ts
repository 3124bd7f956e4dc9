import { describe, expect, test } from 'vitest';
import {
  FIRST_FUNCTION,
  FUNCTIONS,
  functionId,
  functionName,
  functionOfId,
  isFfaId,
  LAST_FUNCTION,
  widthOfId,
} from '../../src/core/abi/functions.ts';
import { RESULTS } from '../../src/core/abi/results.ts';

// ffa-hafnium 1.1; 0x78 and 0x79 from clients-linux-uboot-pkvm 1.11.
const IDS: readonly (readonly [name: string, id32: number | undefined, id64: number | undefined])[] = [
  ['FFA_ERROR', 0x8400_0060, undefined],
  ['FFA_SUCCESS', 0x8400_0061, 0xc400_0061],
  ['FFA_INTERRUPT', 0x8400_0062, undefined],
  ['FFA_VERSION', 0x8400_0063, undefined],
  ['FFA_FEATURES', 0x8400_0064, undefined],
  ['FFA_RX_RELEASE', 0x8400_0065, undefined],
  ['FFA_RXTX_MAP', 0x8400_0066, 0xc400_0066],
  ['FFA_RXTX_UNMAP', 0x8400_0067, undefined],
  ['FFA_PARTITION_INFO_GET', 0x8400_0068, undefined],
  ['FFA_ID_GET', 0x8400_0069, undefined],
  ['FFA_MSG_POLL', 0x8400_006a, undefined],
  ['FFA_MSG_WAIT', 0x8400_006b, undefined],
  ['FFA_YIELD', 0x8400_006c, undefined],
  ['FFA_RUN', 0x8400_006d, undefined],
  ['FFA_MSG_SEND', 0x8400_006e, undefined],
  ['FFA_MSG_SEND_DIRECT_REQ', 0x8400_006f, 0xc400_006f],
  ['FFA_MSG_SEND_DIRECT_RESP', 0x8400_0070, 0xc400_0070],
  ['FFA_MEM_DONATE', 0x8400_0071, 0xc400_0071],
  ['FFA_MEM_LEND', 0x8400_0072, 0xc400_0072],
  ['FFA_MEM_SHARE', 0x8400_0073, 0xc400_0073],
  ['FFA_MEM_RETRIEVE_REQ', 0x8400_0074, 0xc400_0074],
  ['FFA_MEM_RETRIEVE_RESP', 0x8400_0075, undefined],
  ['FFA_MEM_RELINQUISH', 0x8400_0076, undefined],
  ['FFA_MEM_RECLAIM', 0x8400_0077, undefined],
  ['FFA_MEM_OP_PAUSE', 0x8400_0078, undefined],
  ['FFA_MEM_OP_RESUME', 0x8400_0079, undefined],
  ['FFA_MEM_FRAG_RX', 0x8400_007a, undefined],
  ['FFA_MEM_FRAG_TX', 0x8400_007b, undefined],
  ['FFA_NORMAL_WORLD_RESUME', 0x8400_007c, undefined],
  ['FFA_NOTIFICATION_BITMAP_CREATE', 0x8400_007d, undefined],
  ['FFA_NOTIFICATION_BITMAP_DESTROY', 0x8400_007e, undefined],
  ['FFA_NOTIFICATION_BIND', 0x8400_007f, undefined],
  ['FFA_NOTIFICATION_UNBIND', 0x8400_0080, undefined],
  ['FFA_NOTIFICATION_SET', 0x8400_0081, undefined],
  ['FFA_NOTIFICATION_GET', 0x8400_0082, undefined],
  ['FFA_NOTIFICATION_INFO_GET', 0x8400_0083, 0xc400_0083],
  ['FFA_RX_ACQUIRE', 0x8400_0084, undefined],
  ['FFA_SPM_ID_GET', 0x8400_0085, undefined],
  ['FFA_MSG_SEND2', 0x8400_0086, undefined],
  ['FFA_SECONDARY_EP_REGISTER', undefined, 0xc400_0087],
  ['FFA_MEM_PERM_GET', 0x8400_0088, 0xc400_0088],
  ['FFA_MEM_PERM_SET', 0x8400_0089, 0xc400_0089],
  ['FFA_CONSOLE_LOG', 0x8400_008a, 0xc400_008a],
  ['FFA_PARTITION_INFO_GET_REGS', undefined, 0xc400_008b],
  ['FFA_EL3_INTR_HANDLE', 0x8400_008c, undefined],
  ['FFA_MSG_SEND_DIRECT_REQ2', undefined, 0xc400_008d],
  ['FFA_MSG_SEND_DIRECT_RESP2', undefined, 0xc400_008e],
  ['FFA_NS_RES_INFO_GET', undefined, 0xc400_008f],
  ['FFA_ABORT', 0x8400_0090, 0xc400_0090],
];

const FORMS = IDS.flatMap(([name, id32, id64]) => [
  [name, 32 as const, id32] as const,
  [name, 64 as const, id64] as const,
]);

describe('function ids', () => {
  test('the table has every function once, in order, without a hole', () => {
    expect(FUNCTIONS.map(({ name }) => name)).toEqual(IDS.map(([name]) => name));
    const numbers = Array.from({ length: IDS.length }, (_, index) => FIRST_FUNCTION + index);
    expect(FUNCTIONS.map(({ number }) => number)).toEqual(numbers);
    expect(numbers.at(-1)).toBe(LAST_FUNCTION);
  });

  test.each(FORMS)('%s, %i bits', (name, width, id) => {
    if (id === undefined) {
      expect(() => functionId(name, width)).toThrow(new TypeError(`${name} has no ${width}-bit form`));
      return;
    }
    expect(functionId(name, width)).toBe(id);
    expect(functionOfId(id)?.name).toBe(name);
    expect(widthOfId(id)).toBe(width);
    const bothForms = FORMS.filter(([other, , known]) => other === name && known !== undefined).length === 2;
    expect(functionName(id)).toBe(bothForms ? `${name}_${width}` : name);
  });

  test.each([
    ['below the range', 0x8400_005f],
    ['above the range', 0x8400_0091],
    ['a PSCI call', 0x8400_0000],
    ['a vendor call', 0x8600_ff01],
    ['a call of another owner with an FF-A low byte', 0xc400_0190],
    ['a yielding call', 0x0400_0073],
  ])('%s is not FF-A', (_name, id) => {
    expect(isFfaId(id)).toBe(false);
    expect(functionOfId(id)).toBeUndefined();
    expect(functionName(id)).toBe(`0x${id.toString(16).padStart(8, '0')}`);
  });

  test('an id in the range but in a width that does not exist is no function', () => {
    expect(isFfaId(0xc400_0063)).toBe(true);
    expect(functionOfId(0xc400_0063)).toBeUndefined();
    expect(functionName(0xc400_0063)).toBe('0xc4000063');
  });

  test('the SVE hint is not part of the id', () => {
    expect(functionName(0xc401_0073)).toBe('FFA_MEM_SHARE_64');
  });

  test('no function has an unknown name', () => {
    expect(() => functionId('FFA_NOTHING')).toThrow(new TypeError('no FF-A function is called FFA_NOTHING'));
  });
});

describe('register tables', () => {
  const tables = [
    ...FUNCTIONS.map(({ name, takes }) => [`what ${name} takes`, takes] as const),
    ...Object.entries(RESULTS).map(([name, gives]) => [`what ${name} gives`, gives] as const),
  ];

  test('results are of functions that there are', () => {
    const names = IDS.map(([name]) => name);
    expect(Object.keys(RESULTS).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(tables)('%s: parts of registers lie in range and do not overlap', (_, parts) => {
    for (const { register, low = 0, high = 63 } of parts) {
      expect(register).toBeGreaterThanOrEqual(1);
      expect(register).toBeLessThanOrEqual(17);
      expect(low).toBeLessThanOrEqual(high);
      expect(high).toBeLessThanOrEqual(63);
    }
    const taken = parts.flatMap(({ register, low = 0, high = 63 }) =>
      Array.from({ length: high - low + 1 }, (_, bit) => `${register}.${low + bit}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
    expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
  });
});
