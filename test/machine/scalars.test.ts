/** Every notation of a value, and the value it means. */

import { describe, expect, test } from 'vitest';
import * as bits from '../../src/core/abi/bits.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { PartitionSpec } from '../../src/core/board/machine.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { actOf, scenarioOf } from './support.ts';

/** A partition of which one key is written in some way. */
async function partition(key: string): Promise<PartitionSpec> {
  const { machine } = await scenarioOf(
    `memory: { dram: { base: 0x40000000, size: 1M } }\npartitions: { os: { id: 1, ${key} } }`,
  );
  return machine.partitions[0]!;
}

/** The key of a step that is written in some way. */
async function valueIn(step: string, key: string): Promise<unknown> {
  return ((await actOf(step)) as unknown as Record<string, unknown>)[key];
}

describe('numbers', () => {
  test.each([
    ['0x40001000', 0x4000_1000],
    ['1073745920', 0x4000_1000],
    ['0o10', 8],
    ['0', 0],
  ])('%s', async (text, value) => {
    expect(await valueIn(`- { by: os, do: read, at: ${text} }`, 'at')).toBe(value);
  });
});

describe('sizes', () => {
  test.each([
    ['4096', 1],
    ['0x2000', 2],
    ['4K', 1],
    ['64K', 16],
    ['1M', 256],
    ['2G', 0x8_0000],
  ])('%s', async (text, pages) => {
    const { machine } = await scenarioOf(`memory: { dram: { base: 0, size: ${text} } }\npartitions: {}`);
    expect(machine.memory[0]!.pages).toBe(pages);
  });
});

describe('runs of pages', () => {
  test.each([
    ['0x40100000', { address: 0x4010_0000, pages: 1 }],
    ['0x40100000+4', { address: 0x4010_0000, pages: 4 }],
    ['4096+2', { address: 0x1000, pages: 2 }],
    ['0x40100800', { address: 0x4010_0800, pages: 1 }],
    ['0x40100000+0', { address: 0x4010_0000, pages: 0 }],
  ])('%s', async (text, run) => {
    const step = `- { by: os, do: share, to: { guest: RW }, memory: [${text}] }`;
    expect(await valueIn(step, 'memory')).toEqual([run]);
  });
});

test('many runs of pages that lie apart', async () => {
  const step =
    '- { by: os, do: share, to: { guest: RW }, memory: [0x1000, { at: 0x8000, times: 3, every: 8K }, { at: 0, pages: 2, times: 1, every: 4K }] }';
  expect(await valueIn(step, 'memory')).toEqual([
    { address: 0x1000, pages: 1 },
    { address: 0x8000, pages: 1 },
    { address: 0xa000, pages: 1 },
    { address: 0xc000, pages: 1 },
    { address: 0, pages: 2 },
  ]);
});

describe('values of 64 bits', () => {
  test.each([
    ['7', 7n],
    ['0x1fffffffffffff', 0x1f_ffff_ffff_ffffn],
    ['"0x8000000000000001"', 0x8000_0000_0000_0001n],
    ['"0xff"', 0xffn],
  ])('%s', async (text, value) => {
    expect(await valueIn(`- { by: os, do: share, to: { guest: RW }, memory: [], tag: ${text} }`, 'tag')).toBe(
      value,
    );
    expect(await valueIn(`- { by: os, do: reclaim, handle: ${text} }`, 'handle')).toBe(value);
  });
});

describe('bytes', () => {
  test.each([
    ['"00"', [0]],
    ['"c0 DE"', [0xc0, 0xde]],
    ['"c0de"', [0xc0, 0xde]],
    ['6e 74', [0x6e, 0x74]],
    ['""', []],
    ['"01\n      02"', [1, 2]],
  ])('%s', async (text, value) => {
    const step = `- { by: os, do: write, at: 0, bytes: ${text} }`;
    expect(await valueIn(step, 'bytes')).toEqual(Uint8Array.from(value));
  });
});

describe('permissions', () => {
  test.each([
    ['none', bits.DATA_UNSPECIFIED],
    ['RO', bits.DATA_RO],
    ['RW', bits.DATA_RW],
    ['none X', bits.INSTRUCTION_X],
    ['none NX', bits.INSTRUCTION_NX],
    ['RO X', bits.DATA_RO | bits.INSTRUCTION_X],
    ['RO NX', bits.DATA_RO | bits.INSTRUCTION_NX],
    ['RW X', bits.DATA_RW | bits.INSTRUCTION_X],
    ['RW NX', bits.DATA_RW | bits.INSTRUCTION_NX],
    ['0xf3', 0xf3],
  ])('%s', async (text, permissions) => {
    expect(await valueIn(`- { by: os, do: share, to: { guest: ${text} }, memory: [] }`, 'to')).toEqual([
      { partition: 'guest', permissions },
    ]);
  });
});

test('receivers are partitions or endpoints that nobody needs to be', async () => {
  const step = '- { by: os, do: share, to: { guest: RW, 0x8001: RO, "42": none }, memory: [] }';
  const to = (await valueIn(step, 'to')) as readonly object[];
  expect(to).toHaveLength(3);
  expect(to).toEqual(
    expect.arrayContaining([
      { partition: 'guest', permissions: bits.DATA_RW },
      { partition: 0x8001, permissions: bits.DATA_RO },
      { partition: 42, permissions: 0 },
    ]),
  );
});

describe('rights', () => {
  test.each([
    ['RWX', READ | WRITE | EXECUTE],
    ['RW', READ | WRITE],
    ['RW-', READ | WRITE],
    ['R', READ],
    ['R--', READ],
    ['R-X', READ | EXECUTE],
    ['RX', READ | EXECUTE],
    ['X', EXECUTE],
    ['"---"', 0],
  ])('%s', async (text, rights) => {
    const { memory } = await partition(`memory: [{ base: 0x40000000, size: 4K, rights: ${text} }]`);
    expect(memory[0]!.rights).toBe(rights);
  });
});

describe('flags', () => {
  test.each([
    ['[]', 0],
    ['[zero]', bits.FLAG_ZERO],
    ['[time-slice]', bits.FLAG_TIME_SLICE],
    ['[zero, zero-after-relinquish]', bits.FLAG_ZERO | bits.FLAG_ZERO_AFTER_RELINQUISH],
    ['[share]', bits.FLAG_TYPE_SHARE],
    ['[lend]', bits.FLAG_TYPE_LEND],
    ['[donate, bypass]', bits.FLAG_TYPE_DONATE | bits.FLAG_BYPASS_MULTI_BORROWER],
    ['0x80000000', 0x8000_0000],
  ])('%s', async (text, value) => {
    expect(await valueIn(`- { by: os, do: reclaim, handle: 1, flags: ${text} }`, 'flags')).toBe(value);
  });
});

describe('properties', () => {
  test.each([
    ['[]', 0],
    ['[receives-direct]', bits.PROPERTY_DIRECT_RECEIVE],
    ['[sends-direct, indirect]', bits.PROPERTY_DIRECT_SEND | bits.PROPERTY_INDIRECT],
    ['[notifications, aarch64]', bits.PROPERTY_NOTIFICATIONS | bits.PROPERTY_AARCH64],
    ['0x7', 7],
  ])('%s', async (text, value) => {
    expect((await partition(`properties: ${text}`)).properties).toBe(value);
  });
});

describe('attributes', () => {
  test.each([
    ['normal', bits.ATTRIBUTES_NORMAL],
    ['device', bits.TYPE_DEVICE],
    ['unspecified', 0],
    ['0x2f', 0x2f],
  ])('%s', async (text, value) => {
    const step = `- { by: os, do: share, to: { guest: RW }, memory: [], attributes: ${text} }`;
    expect(await valueIn(step, 'attributes')).toBe(value);
  });
});

describe('versions, with and without quotes', () => {
  test.each([
    ['1.0', VERSION_1_0],
    ['"1.0"', VERSION_1_0],
    ['1.1', VERSION_1_1],
    ['"1.2"', VERSION_1_2],
  ])('%s', async (text, value) => {
    expect((await partition(`version: ${text}`)).version).toBe(value);
  });
});

test.each(['378daedc-f06b-4446-8314-40ab933c87a3', '378DAEDC-F06B-4446-8314-40AB933C87A3'])(
  'UUID %s',
  async (text) => {
    expect((await partition(`uuids: [${text}]`)).uuids).toEqual([
      [0xdcae8d37, 0x46446bf0, 0xab401483, 0xa3873c93],
    ]);
  },
);

test('registers by either name', async () => {
  const step =
    '- { by: os, do: call, function: FFA_ID_GET, registers: { w1: 5, x17: "0xffffffffffffffff" } }';
  expect(await valueIn(step, 'args')).toEqual({ 1: 5n, 17: 0xffff_ffff_ffff_ffffn });
});

test('functions by name or id', async () => {
  expect(await valueIn('- { by: os, do: call, function: FFA_ID_GET }', 'function')).toBe('FFA_ID_GET');
  expect(await valueIn('- { by: os, do: call, function: 0x84000069 }', 'function')).toBe(0x8400_0069);
});

test('patches by offset', async () => {
  const step = '- { by: os, do: relinquish, handle: 1, patch: { 8: "ff", 16: "01 80" } }';
  expect(await valueIn(step, 'patches')).toEqual([
    { at: 8, bytes: Uint8Array.of(0xff) },
    { at: 16, bytes: Uint8Array.of(0x01, 0x80) },
  ]);
});
