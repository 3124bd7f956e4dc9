import { describe, expect, test } from 'vitest';
import { DATA_RO, DATA_RW, FLAG_ZERO, INSTRUCTION_NX } from '../../src/core/abi/bits.ts';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import type { MemoryTransaction } from '../../src/core/abi/transaction.ts';
import { VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { judgeByProfiles, portability } from '../../src/core/decode/judge-profiles.ts';
import type { StructureName } from '../../src/core/decode/kind.ts';

const NAMES = ['spec', 'hafnium', 'tfa-el3', 'optee', 'xen', 'pkvm'] as const;
const receiver = (endpoint: number, permissions: number = DATA_RW) => ({
  endpoint,
  permissions,
  flags: 0,
  impdef: [0n, 0n] as const,
});

const PLAIN: MemoryTransaction = {
  sender: 0,
  attributes: 0x2f,
  flags: 0,
  handle: 0n,
  tag: 0n,
  receivers: [receiver(0x8001)],
  composite: { constituents: [{ address: 0x4000_0000, pages: 1 }] },
};

/** What each manager says: '' for accepted, else rule and code. */
function said(kind: StructureName, change: Partial<MemoryTransaction>): readonly string[] {
  const bytes = encodeTransaction({ ...PLAIN, ...change }, VERSION_1_2);
  return judgeByProfiles(bytes, kind, VERSION_1_2).map(({ profile, refusal }, index) => {
    expect(profile.name).toBe(NAMES[index]);
    return refusal === undefined ? '' : `${refusal.rule.id} ${refusal.code}`;
  });
}

describe('the same bytes before every manager', () => {
  test.each<[string, StructureName, Partial<MemoryTransaction>, readonly string[]]>([
    ['what Linux sends', 'share', {}, ['', '', '', '', '', '']],
    [
      'two receivers',
      'share',
      { receivers: [receiver(0x8001), receiver(0x8002)] },
      ['', '', '', '', 'descriptor/receiver-count-max -1', 'descriptor/receiver-count-max -2'],
    ],
    [
      'three receivers',
      'share',
      { receivers: [receiver(0x8001), receiver(0x8002), receiver(0x8003)] },
      [
        '',
        'descriptor/receiver-count-max -2',
        '',
        '',
        'descriptor/receiver-count-max -1',
        'descriptor/receiver-count-max -2',
      ],
    ],
    [
      'read-only',
      'share',
      { receivers: [receiver(0x8001, DATA_RO)] },
      ['', '', '', 'send/read-write-only -2', 'send/read-write-only -1', ''],
    ],
    [
      'execution said by the sender',
      'share',
      { receivers: [receiver(0x8001, DATA_RW | INSTRUCTION_NX)] },
      [
        'send/instruction-access -2',
        'send/instruction-access -2',
        '',
        'send/read-write-only -2',
        'send/read-write-only -1',
        'send/instruction-access -2',
      ],
    ],
    [
      'attributes left open',
      'share',
      { attributes: 0 },
      ['', '', '', 'send/attributes-exact -2', 'send/attributes-exact -1', ''],
    ],
    [
      'a cleared lend',
      'lend',
      { attributes: 0, flags: FLAG_ZERO },
      ['', '', 'send/flags-none -2', '', 'call/unknown-function -1', ''],
    ],
    [
      'a donation',
      'donate',
      { attributes: 0, receivers: [receiver(0x8001, 0)] },
      [
        '',
        '',
        'call/unknown-function -1',
        'call/unknown-function -1',
        'call/unknown-function -1',
        'call/unknown-function -1',
      ],
    ],
    [
      'more pages than a mediator takes',
      'share',
      { composite: { constituents: [{ address: 0x4000_0000, pages: 257 }] } },
      ['', '', '', '', 'send/page-count-max -3', ''],
    ],
    [
      'a range of no page',
      'share',
      { composite: { constituents: [{ address: 0x4000_0000, pages: 0 }], totalPages: 0 } },
      [
        'send/constituent-empty -2',
        'send/constituent-empty -6',
        'send/constituent-empty -2',
        'send/constituent-empty -2',
        'send/constituent-empty -2',
        'send/constituent-empty -2',
      ],
    ],
  ])('%s', (_, kind, change, expected) => {
    expect(said(kind, change)).toEqual(expected);
  });

  test('what to change is named once for all who ask for it', () => {
    const bytes = encodeTransaction({ ...PLAIN, receivers: [receiver(0x8001, DATA_RO)] }, VERSION_1_2);
    const changes = portability(judgeByProfiles(bytes, 'share', VERSION_1_2));
    expect([...changes].map(([{ id }, names]) => [id, names])).toEqual([
      ['send/read-write-only', ['optee', 'xen']],
    ]);
  });
});
