/** Arguments and results under the names that filters know. */

import { beforeAll, describe, expect, test } from 'vitest';
import { call, recordingOf } from '../trace/export.ts';
import { fieldsOf, SOUND, TSHARK } from './tshark.ts';

interface Case {
  readonly name: string;
  readonly question: readonly (number | bigint)[];
  readonly answer: readonly (number | bigint)[];
  /** Of the call. */
  readonly asked?: Readonly<Record<string, string>>;
  /** Of its answer. */
  readonly answered?: Readonly<Record<string, string>>;
}

const SUCCESS = 0x8400_0061;

const CASES: readonly Case[] = [
  {
    name: 'a handle in two registers',
    question: [0x8400_0077, 0x7, 0x2],
    answer: [SUCCESS],
    asked: { handle: '0x0000000200000007' },
  },
  {
    name: 'a handle that a send gives',
    question: [0xc400_0072, 0x70, 0x70],
    answer: [SUCCESS, 0, 0x9, 0x1],
    asked: { total_length: '0x0000000000000070', 'function.name': 'FFA_MEM_LEND' },
    answered: { handle: '0x0000000100000009', answer: '0x84000061', 'function.name': 'FFA_MEM_LEND' },
  },
  {
    name: 'ids in the halves of w1',
    question: [0x8400_006f, 0x0003_8001, 0, 0xab],
    answer: [0x8400_0070, 0x8001_0003, 0, 0xcd],
    asked: { sender: '0x0003', receiver: '0x8001', data_0: '0x00000000000000ab' },
    answered: { sender: '0x8001', receiver: '0x0003', data_0: '0x00000000000000cd', answer: '0x84000070' },
  },
  {
    name: 'nothing of what is above bit 31 in a 32-bit call',
    question: [0x8400_006f, 0x8001, 0, 0xdead_beef_0000_0001n],
    answer: [SUCCESS],
    asked: { data_0: '0x0000000000000001', x3: '0xdeadbeef00000001' },
  },
  {
    name: 'all of it in a 64-bit call',
    question: [0xc400_006f, 0x8001, 0, 0xdead_beef_0000_0001n],
    answer: [SUCCESS],
    asked: { data_0: '0xdeadbeef00000001' },
  },
  {
    name: 'a UUID in four words',
    question: [0x8400_0068, 0xdcae_8d37, 0x4644_6bf0, 0xab40_1483, 0xa387_3c93],
    answer: [SUCCESS, 0, 1, 24],
    asked: { uuid: '378daedc-f06b-4446-8314-40ab933c87a3' },
    answered: { count: '0x00000001', descriptor_size: '0x00000018' },
  },
  {
    name: 'a UUID in two registers',
    question: [0xc400_008b, 0x4644_6bf0_dcae_8d37n, 0xa387_3c93_ab40_1483n, 0x0002_0001],
    answer: [0xc400_0061, 0, 0x0018_0001_0003n],
    asked: { uuid: '378daedc-f06b-4446-8314-40ab933c87a3', start_index: '0x0001', tag: '0x0002' },
    answered: { last_index: '0x0003', current_index: '0x0001' },
  },
  {
    name: 'the lowest bits of a register',
    question: [0xc400_0066, 0x4000_0000, 0x4000_1000, 0xffc1],
    answer: [SUCCESS],
    asked: { tx_address: '0x0000000040000000', page_count: '0x0000000000000001' },
  },
  {
    name: 'notifications',
    question: [0x8400_0082, 0x0001_0000, 7],
    answer: [SUCCESS, 0, 1, 0x8000_0000, 0, 0, 2],
    asked: { vcpu: '0x0001', receiver: '0x0000' },
    answered: { from_partitions: '0x8000000000000001', from_the_manager: '0x00000002' },
  },
  {
    name: 'who has notifications',
    question: [0xc400_0083],
    answer: [0xc400_0061, 0, 0x81, 0x8001_0002],
    answered: { more_pending: '0x0001', list_count: '0x0001', ids_in_x3: '0x0000000080010002' },
  },
  {
    name: 'a version, and the one that is offered',
    question: [0x8400_0063, 0x1_0001],
    answer: [0x1_0002],
    asked: { version: '0x00010001' },
    answered: { version: '0x00010002' },
  },
  {
    name: 'no version in common',
    question: [0x8400_0063, 0x2_0000],
    answer: [0xffff_ffff],
    answered: { version: '', status: '-1', 'status.name': 'NOT_SUPPORTED' },
  },
  {
    name: 'a status that is extended to 64 bits',
    question: [0x8400_0065],
    answer: [0x8400_0060, 0, 0xffff_ffff_ffff_fffan],
    answered: { status: '-6', 'status.name': 'DENIED' },
  },
  {
    name: 'a status that nobody knows',
    question: [0x8400_0065],
    answer: [0x8400_0060, 0, 0xffff_ffd6],
    answered: { status: '-42', 'status.name': 'status -42' },
  },
  {
    name: 'the hint about SVE, which is no part of the function',
    question: [0x8401_0077, 0x7],
    answer: [SUCCESS],
    asked: { function: '0x84010077', 'function.name': 'FFA_MEM_RECLAIM', handle: '0x0000000000000007' },
  },
  {
    name: 'a call that is none of FF-A',
    question: [0x8400_0008, 0x7],
    answer: [0x5],
    asked: { function: '0x84000008', 'function.name': '', x1: '0x0000000000000007' },
    answered: { answer: '', x0: '0x0000000000000005' },
  },
];

const FIELDS = [
  ...new Set(CASES.flatMap(({ asked = {}, answered = {} }) => Object.keys({ ...asked, ...answered }))),
];

describe.runIf(TSHARK)('tshark finds', () => {
  let rows: readonly (readonly string[])[] = [];
  const seen = (row: number, fields: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.keys(fields).map((field) => [field, rows[row]?.[FIELDS.indexOf(field)]]));
  beforeAll(() => {
    const numbers = (registers: Case['question']) => registers as readonly number[];
    const calls = CASES.map(({ question, answer }, index) =>
      call(index, 'os', numbers(question), numbers(answer)),
    );
    rows = fieldsOf(
      recordingOf(calls),
      SOUND,
      FIELDS.map((field) => `ffa.${field}`),
    );
  });

  test.each(CASES.map((one, index) => [one.name, one, index] as const))(
    '%s',
    (_, { asked, answered }, index) => {
      expect(seen(index * 2, asked)).toEqual(asked ?? {});
      expect(seen(index * 2 + 1, answered)).toEqual(answered ?? {});
    },
  );
});
