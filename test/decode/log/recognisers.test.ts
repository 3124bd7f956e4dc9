/** Every row of the tables, each with a line of its own in the shape that its program gives it. */

import { describe, expect, test } from 'vitest';
import { recognisedFact } from '../../../src/core/decode/log/recognised-fact.ts';
import type { Recogniser } from '../../../src/core/decode/log/recogniser.ts';
import { RECOGNISERS } from '../../../src/core/decode/log/recognisers.ts';
import { factText } from './support.ts';

/** Lines of rows that say more than their words, with what they yield. */
const LINES: readonly (readonly [line: string, fact: string])[] = [
  [
    'DONATE 0x4 (from VM 0x8001, attributes 0x0, flags 0x18, tag 0, to 1 recipients [VM 0x8002: 0x0 (offset 48)]): fully sent with 3 fragments, 0 retrieved,  sender',
    'Hafnium a live transaction operation=DONATE handle=0x4 sender=0x8001 flags=0x18 receivers=1 receiver=0x8002 sent=fully fragments=3 retrieved=0',
  ],
  [
    'VERBOSE: Checking completion: constituent count 251/1000 from 1 fragments.',
    'Hafnium fragments that have arrived constituents=251/1000 fragments=1',
  ],
  [
    'WARNING: Stage-2 page fault: pc=0x1000, vmid=0x8001, vcpu=2, vaddr=0x40046000, ipaddr=0x8a9b28000, mode=0x2 0x63',
    'Hafnium an access that faulted pc=0x1000 partition=0x8001 vcpu=2 virtual=0x40046000 address=0x8a9b28000 mode=0x2',
  ],
  [
    'VERBOSE: Invalid memory access descriptor size 24,  or receiver offset 48, for FF-A version 0x10001',
    'Hafnium refusal INVALID_PARAMETERS size=24 offset=48 version=0x10001 [descriptor/access-size]',
  ],
  [
    'VERBOSE: Receiver count must be 0 < receiver_count < 2 specified 5',
    'Hafnium refusal INVALID_PARAMETERS receivers=5 [descriptor/receiver-count-max]',
  ],
  [
    'VERBOSE: Invalid composite memory region descriptor offset for send transaction 32',
    'Hafnium refusal INVALID_PARAMETERS offset=32 [send/composite-offset]',
  ],
  [
    'VERBOSE: Composite offset 60 differs from 50 in index',
    'Hafnium refusal INVALID_PARAMETERS offset=60 first=50 [send/composite-differs]',
  ],
  [
    'VERBOSE: Fragment length 90 or total length 100 is not 16-byte aligned.',
    'Hafnium refusal INVALID_PARAMETERS fragment=90 total=100 [descriptor/length-unit]',
  ],
  [
    'VERBOSE: Fragment length 96 greater than total length 80.',
    'Hafnium refusal INVALID_PARAMETERS fragment=96 total=80 [send/fragment-exceeds-total]',
  ],
  [
    'VERBOSE: Share too short: got 64 but minimum is 96.',
    'Hafnium refusal INVALID_PARAMETERS length=64 least=96 [send/constituent-count-zero]',
  ],
  [
    'VERBOSE: Invalid length 112 or composite offset 64.',
    'Hafnium refusal INVALID_PARAMETERS total=112 offset=64 [send/total-length]',
  ],
  ['VERBOSE: Invalid flags 0x2.', 'Hafnium refusal INVALID_PARAMETERS flags=0x2 [send/flags-reserved]'],
  [
    'VERBOSE: Repeated receiver(8001) in memory send operation.',
    'Hafnium refusal INVALID_PARAMETERS receiver=8001 [send/receiver-duplicate]',
  ],
  [
    'VERBOSE: Overlapping memory ranges: 0x1000 - 0x1fff with 0x1000 - 0x2fff',
    'Hafnium refusal INVALID_PARAMETERS range=0x1000 - 0x1fff other=0x1000 - 0x2fff [send/overlap]',
  ],
  [
    'VERBOSE: constituents_get_mode: constituent memory range 0x1000..0x3000 not mapped with the same mode',
    'Hafnium refusal DENIED range=0x1000..0x3000 [send/unmapped]',
  ],
  [
    'VERBOSE: constituents_get_mode: expected mode 0x7 but was 0x3 for 2 pages at 0x40001000.',
    'Hafnium refusal DENIED expected=0x7 found=0x3 pages=2 address=0x40001000 [send/mixed]',
  ],
  [
    'VERBOSE: Invalid handle 0x7 for memory send continuation.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [fragment/unknown-handle]',
  ],
  [
    'VERBOSE: Sending of memory handle 0x7 is already complete.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [fragment/complete]',
  ],
  [
    'VERBOSE: Fragment length 20 misaligned.',
    'Hafnium refusal INVALID_PARAMETERS length=20 [fragment/length-unit]',
  ],
  [
    'WARNING: Too many fragments for memory share with handle 0x7; only 20 supported.',
    'Hafnium refusal NO_MEMORY handle=0x7 [send/constituents-full]',
  ],
  [
    'VERBOSE: Invalid handle 0x7 for FFA_MEM_RETRIEVE_REQ.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [retrieve/unknown-handle]',
  ],
  [
    "VERBOSE: Memory with handle 0x7 not fully sent, can't retrieve.",
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [retrieve/unfinished]',
  ],
  [
    'VERBOSE: Invalid length for FFA_MEM_RETRIEVE_REQ, expected 80 but was 64.',
    'Hafnium refusal INVALID_PARAMETERS expected=80 found=64 [retrieve/length]',
  ],
  [
    'VERBOSE: Incorrect transaction type 0x8 for FFA_MEM_RETRIEVE_REQ, expected 0x10 for handle 0x7.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [retrieve/type]',
  ],
  [
    'VERBOSE: Incorrect tag 1 for FFA_MEM_RETRIEVE_REQ, expected 0 for handle 0x7.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [retrieve/tag]',
  ],
  [
    'VERBOSE: Incorrect receiver VM ID 32769 for FFA_MEM_RETRIEVE_REQ, for handle 0x7.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [retrieve/not-receiver]',
  ],
  [
    'VERBOSE: Invalid handle 0x7 for FFA_MEM_FRAG_RX.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [response/unknown-handle]',
  ],
  [
    'VERBOSE: Retrieval of memory with handle 0x7 not yet started or already completed (2/2 fragments retrieved).',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [response/nothing-to-fetch]',
  ],
  [
    'VERBOSE: Invalid handle 0x7 for FFA_MEM_RECLAIM.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [reclaim/unknown-handle]',
  ],
  [
    "VERBOSE: Memory with handle 0x7 not fully sent, can't reclaim.",
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 [reclaim/unfinished]',
  ],
  [
    'VERBOSE: VM 0x2 attempted to reclaim memory handle 0x7 originally sent by VM 0x1.',
    'Hafnium refusal INVALID_PARAMETERS handle=0x7 caller=0x2 owner=0x1 [reclaim/not-owner]',
  ],
  [
    'VERBOSE: Tried to reclaim memory handle 0x7 that has not been relinquished by all borrowers(8001).',
    'Hafnium refusal DENIED handle=0x7 borrower=8001 [reclaim/held]',
  ],
  [
    'WARNING: spmc_ffa_mem_send: bad first fragment size 16 < 32',
    'TF-A refusal INVALID_PARAMETERS found=16 expected=32 [descriptor/header-cut]',
  ],
  [
    'WARNING: spmc_ffa_fill_desc: bad fragment size 8192 > 4096 buffer size',
    'TF-A refusal INVALID_PARAMETERS found=8192 expected=4096 [send/fragment-exceeds-tx]',
  ],
  [
    'WARNING: spmc_ffa_fill_desc: invalid memory transaction flags 2 != 8',
    'TF-A refusal INVALID_PARAMETERS found=2 expected=8 [send/flags-none]',
  ],
  [
    'WARNING: spmc_shmem_check_obj: Invalid receiver id 0x8005',
    'TF-A refusal INVALID_PARAMETERS receiver=0x8005 [send/receiver-unknown]',
  ],
  [
    'WARNING: spmc_shmem_check_obj: Duplicated endpoint id 0x8001',
    'TF-A refusal INVALID_PARAMETERS receiver=0x8001 [send/receiver-duplicate]',
  ],
  [
    'WARNING: spmc_shmem_check_obj: invalid object, desc count 3 != 2',
    'TF-A refusal INVALID_PARAMETERS found=3 expected=2 [send/total-length]',
  ],
  [
    'WARNING: spmc_shmem_check_obj: invalid object, desc total_page_count 9 != 8',
    'TF-A refusal INVALID_PARAMETERS found=9 expected=8 [send/page-sum]',
  ],
  [
    'WARNING: spmc_ffa_mem_frag_tx: invalid handle, 0x7, not a valid handle.',
    'TF-A refusal INVALID_PARAMETERS handle=0x7 [fragment/unknown-handle]',
  ],
  [
    'E/TC:0   thread_spmc_relinquish:1856 Failed to relinquish cookie 0x7',
    'OP-TEE memory that is not given back of FFA_MEM_RELINQUISH handle=0x7 [relinquish/unknown-handle]',
  ],
  [
    'E/TC:0 0 spmc_retrieve_req:1720 Failed to fetch cookie 0x7 error code -4',
    'OP-TEE memory that is not retrieved BUSY of FFA_MEM_RETRIEVE_REQ handle=0x7 code=-4 [retrieve/rx-busy]',
  ],
  [
    'E/TC:0 0 spmc_retrieve_req:1735 Memory transaction failure for cookie 0x7 rc -2',
    'OP-TEE a descriptor that is not understood INVALID_PARAMETERS handle=0x7 code=-2',
  ],
  [
    'E/TC:0   thread_spmc_msg_recv:1341 Unhandled FFA function ID 0x84000078',
    'OP-TEE a function that is not served NOT_SUPPORTED id=0x84000078 [call/unknown-function]',
  ],
  [
    '(XEN) d1v0 ffa: unhandled fid 0x84000071',
    'Xen a function that is not served NOT_SUPPORTED id=0x84000071 [call/unknown-function]',
  ],
  [
    '[    0.100000] ARM FF-A: Driver version 1.2',
    'Linux the version that the driver asks for of FFA_VERSION driver=1.2',
  ],
  [
    '[    0.100001] ARM FF-A: Firmware version 1.1 found',
    'Linux the version that the firmware offers of FFA_VERSION firmware=1.1',
  ],
];

/** Rows that yield nothing but their rule: any line with their words will do. */
const plain = RECOGNISERS.filter(({ fields = [] }) => fields.length === 0);

function lineOf({ owner, has }: Recogniser): string {
  return `${owner === 'Linux' ? '[    1.000000] ARM FF-A: ' : 'VERBOSE: '}some_function: ${has}`;
}

/** What tells one row from another in the outcome. */
function outcomeOf({ owner, kind, text, function: about, rules = [] }: Recogniser): object {
  const status = rules[0] && { status: rules[0].status };
  return { owner, kind, ...(text && { text }), ...(about && { about }), ...status, rules };
}

describe('recognisers', () => {
  test.each(LINES)('%s', (line, fact) => {
    expect(factText(recognisedFact(line, 1)!)).toBe(`1 ${fact}`);
  });

  test.each(plain.map((row) => [row.has, row] as const))('%s', (_, row) => {
    expect(recognisedFact(lineOf(row), 1)).toMatchObject(outcomeOf(row));
  });

  test('all have a line here', () => {
    const shown = RECOGNISERS.filter((row) => LINES.some(([line]) => recognisesFirst(row, line)));
    const missing = RECOGNISERS.filter((row) => !shown.includes(row) && !plain.includes(row));
    expect(missing.map(({ has }) => has)).toEqual([]);
  });

  test('cost a time that does not depend on what repeats in a line', () => {
    const patterns = RECOGNISERS.flatMap(({ fields = [] }) => fields.map(({ source }) => source));
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/(?<!\\)[*+]|\{\d+,\}/);
      const bounds = [...pattern.matchAll(/\{(?:\d+,)?(\d+)\}/g)].map(([, most]) => Number(most));
      expect(bounds.reduce((product, most) => product * most, 1)).toBeLessThanOrEqual(65_536);
    }
  });
});

/** Whether a row is the first that takes a line. */
function recognisesFirst(row: Recogniser, line: string): boolean {
  const takes = ({ has, fields: [first] = [] }: Recogniser) =>
    line.includes(has) && (first === undefined || first.test(line));
  return RECOGNISERS.find(takes) === row;
}
