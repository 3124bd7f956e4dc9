/** What is found in logs, written out: one case for each way in which something stands there. */

import { describe, expect, test } from 'vitest';
import { hex } from '../../abi/support.ts';
import { kernelOf } from '../support.ts';
import { factsOf, readLog, SHARE_80 } from './support.ts';

describe('registers', () => {
  test.each([
    {
      name: 'of a call and its answer, as TF-A prints them',
      log: `VERBOSE: SPM(5): 0x84000073 0x50 0x50 0x0 0x0 0x0 0x0 0x0
VERBOSE: SPM(5): 0x84000061 0x0 0x7 0x0 0x0 0x0 0x0 0x0`,
      facts: [
        '1 TF-A call FFA_MEM_SHARE_32 total length=0x50 fragment length=0x50',
        '2 TF-A answer FFA_SUCCESS_32 of FFA_MEM_SHARE on 1 handle low=0x7',
      ],
    },
    {
      name: 'of two processors that do not wait for one another',
      log: `VERBOSE: SPM(0): 0x84000073 0x50 0x50 0x0 0x0 0x0 0x0 0x0
VERBOSE: SPM(1): 0x84000077 0x3 0x0 0x0 0x0 0x0 0x0 0x0
VERBOSE: SPM(0): 0x84000060 0x0 0xfffffffd 0x0 0x0 0x0 0x0 0x0
VERBOSE: SPM(1): 0x84000060 0x0 0xfffffffa 0x0 0x0 0x0 0x0 0x0`,
      facts: [
        '1 TF-A call FFA_MEM_SHARE_32 total length=0x50 fragment length=0x50',
        '2 TF-A call FFA_MEM_RECLAIM handle low=0x3',
        '3 TF-A answer FFA_ERROR NO_MEMORY of FFA_MEM_SHARE on 1 [send/transactions-full]',
        '4 TF-A answer FFA_ERROR DENIED of FFA_MEM_RECLAIM on 2 [reclaim/held]',
      ],
    },
    {
      name: 'behind a print of their own, with a decimal status and zeros',
      log: 'my_spmc> in 0x84000066 0x40000000 0x40001000 1\nmy_spmc> out 0x84000060 0 -6',
      facts: [
        '1 - call FFA_RXTX_MAP_32 TX address=0x40000000 RX address=0x40001000 page count=0x1',
        '2 - answer FFA_ERROR DENIED of FFA_RXTX_MAP on 1 [mailbox/already-mapped]',
      ],
    },
    {
      name: 'of a call and its answer in one line',
      log: 'smc 0x84000065 0x0 -> 0x84000060 0x0 0xfffffffa',
      facts: [
        '1 - call FFA_RX_RELEASE',
        '1 - answer FFA_ERROR DENIED of FFA_RX_RELEASE on 1 [mailbox/rx-not-owned]',
      ],
    },
    {
      name: 'that a kernel names, highest first, three in a line',
      log: `[    3.965372] pc : ffa_probe+0x10/0x20
[    3.965380] lr : ffa_probe+0x0c/0x20
[    3.966000] pstate: 60400005 (nZCv daif +PAN -UAO)
[    3.967000] x8 : 0000000000000000 x7 : 0000000000000000 x6 : 0000000000000000
[    3.967001] x5 : 0000000000000000 x4 : 0000000000000000 x3 : 0000000000000000
[    3.967002] x2 : 0000000000000050 x1 : 0000000000000050 x0 : 0000000084000073`,
      facts: ['4..6 Linux call FFA_MEM_SHARE_32 total length=0x50 fragment length=0x50'],
    },
    {
      name: 'that a crash names, one in a line',
      log: `PANIC at PC : 0x000000000e0a1234
x0             = 0x0000000084000077
x1             = 0x0000000000000009
x2             = 0x0000000000000000
x30            = 0x000000000e0a1234`,
      facts: ['2..5 - call FFA_MEM_RECLAIM handle low=0x9'],
    },
    {
      name: 'that a debugger names',
      log: '(gdb) a0=0x84000069 a1=0x0\n(gdb) a0=0x84000061 a1=0x0 a2=0x8001',
      facts: ['1 - call FFA_ID_GET', '2 - answer FFA_SUCCESS_32 of FFA_ID_GET on 1 id=0x8001'],
    },
    {
      name: 'of a call that pKVM passed on, as its trace buffer has them',
      log: `[001]\t    0.012345: host_ffa_call ffa_func=0x84000077 a1=0x0 a2=0x0 a3=0x0 a4=0 handled=1 err=-6
[001]\t    0.012399: host_ffa_call ffa_func=0x84000090 a1=0x0 a2=0x0 a3=0x0 a4=0 handled=0 err=0`,
      facts: ['1 pKVM answer FFA_ERROR DENIED of FFA_MEM_RECLAIM [reclaim/held]', '2 pKVM call FFA_ABORT_32'],
    },
  ])('$name', ({ log, facts }) => {
    expect(factsOf(log)).toEqual(facts);
  });

  test('that look wrong are remarked on', () => {
    const { facts } = readLog('SPM(0): 0x84000073 0x50 0x50 0x0 0x0 0x1 0x0 0x0').log;
    expect(facts[0]?.remarks).toEqual(['w5: must be zero, and is 0x1']);
  });
});

describe('words', () => {
  test.each([
    ['a status by its name', 'FFA_MEM_SHARE: FFA_DENIED', '1 - answer DENIED of FFA_MEM_SHARE [send/held]'],
    [
      'a status by its number',
      'FFA_MEM_RECLAIM_32 returned -6',
      '1 - answer DENIED of FFA_MEM_RECLAIM [reclaim/held]',
    ],
    [
      'a status as a register has it',
      'FFA_SECONDARY_EP_REGISTER_64 ret 0xffffffffffffffff',
      '1 - answer NOT_SUPPORTED of FFA_SECONDARY_EP_REGISTER [call/unknown-function]',
    ],
    [
      'a function by its id',
      'rxtx setup: 0x84000066 failed: -2, FFA_ERROR',
      '1 - answer INVALID_PARAMETERS of FFA_RXTX_MAP [mailbox/unaligned]',
    ],
    [
      'what a driver of Linux makes of a status',
      '[    1.500000] arm-ffa: FFA_PARTITION_INFO_GET error -16',
      '1 Linux answer BUSY of FFA_PARTITION_INFO_GET [info/no-rx]',
    ],
    ['a status of whom nobody says', 'got FFA_ERROR, code -9', '1 - answer NO_DATA'],
    [
      'a function as a driver spells it',
      '[   12.350001] mydrv arm-ffa-1: ffa_mem_share failed: -2',
      '1 Linux answer INVALID_PARAMETERS of FFA_MEM_SHARE [descriptor/access-size]',
    ],
    [
      'an operation of Linux',
      'mydrv: ffa_memory_reclaim() returned -13',
      '1 - answer DENIED of FFA_MEM_RECLAIM [reclaim/held]',
    ],
    [
      'an operation that is called through its table',
      'mydrv: memory_lend failed with -2',
      '1 - answer INVALID_PARAMETERS of FFA_MEM_LEND [send/attributes-given]',
    ],
    [
      'what the tracer of functions says is returned',
      ' 1) + 12.0 us    |  } /* ffa_memory_share [ffa_core] = -22 */',
      '1 - answer INVALID_PARAMETERS of FFA_MEM_SHARE [descriptor/access-size]',
    ],
    [
      'a line of a trace buffer, which has its processor in brackets',
      'insmod-95 [000] ..... 1.0: probe: (ffa_memory_ops+0x0/0x100) func_id=0xc4000073 ret=-22',
      '1 - answer INVALID_PARAMETERS of FFA_MEM_SHARE [descriptor/access-size]',
    ],
  ])('%s', (_, log, fact) => {
    expect(factsOf(log)).toEqual([fact]);
  });

  test('a function that is only named is mentioned', () => {
    const log = 'handler func:0x84000070\nHafnium: FFA_MSG_WAIT seen\nFFA_RUN: FFA_BUSY';
    expect(factsOf(log).slice(0, 2)).toEqual([
      '1 - mention FFA_MSG_SEND_DIRECT_RESP_32',
      '2 - mention FFA_MSG_WAIT',
    ]);
  });

  test('a reason that stands between a call and its answer belongs to the answer', () => {
    const log = `SPM(2): 0x84000073 0x70 0x70 0x0
VERBOSE: Overlapping memory ranges: 0x40001000 - 0x40001fff with 0x40000000 - 0x40001fff
SPM(2): 0x84000060 0x0 0xfffffffe 0x0`;
    expect(factsOf(log)).toEqual([
      '1 TF-A call FFA_MEM_SHARE_32 total length=0x70 fragment length=0x70',
      '2 Hafnium refusal INVALID_PARAMETERS range=0x40001000 - 0x40001fff other=0x40000000 - 0x40001fff [send/overlap]',
      '3 TF-A answer FFA_ERROR INVALID_PARAMETERS of FFA_MEM_SHARE on 1 says 2 [send/overlap]',
    ]);
  });

  test('a reason with another status does not', () => {
    const log = `SPM(2): 0x84000073 0x70 0x70 0x0
VERBOSE: Invalid memory sender ID.
SPM(2): 0x84000060 0x0 0xfffffffd 0x0`;
    expect(factsOf(log)[2]).toBe(
      '3 TF-A answer FFA_ERROR NO_MEMORY of FFA_MEM_SHARE on 1 [send/transactions-full]',
    );
  });
});

describe('states of transactions', () => {
  test('as an earlier Hafnium dumps them', () => {
    const log = `Current share states:
LEND 0x3 (from VM 0x1, attributes 0x2f, flags 0x10, tag 0, to 1 recipients [VM 0x8002: 0x6 (offset 48)]): fully sent with 2 fragments, 1 retrieved,  sender's original mode: 0x7`;
    const { facts } = readLog(log).log;
    expect(factsOf(log)).toEqual([
      '2 Hafnium a live transaction operation=LEND handle=0x3 sender=0x1 flags=0x10 receivers=1 receiver=0x8002 sent=fully fragments=2 retrieved=1',
    ]);
    expect(facts[0]?.remarks).toEqual([
      'retrieved 1: a receiver has it: FFA_MEM_RECLAIM is refused until it relinquishes',
    ]);
  });

  test('as a later one does', () => {
    const log =
      'SHARE 0x9 (from VM 0x0, attributes (shareability=2), flags 0x8, handle 0x9, tag 0, access size 32, to 2 recipients [Receiver 0x8001: permissions (RW, NX) (offset 112), impdef: 0x0 0x0] at offset 48): partially sent with 1 fragments, 0 retrieved';
    expect(readLog(log).log.facts[0]?.remarks).toEqual([
      'sent partially: fragments are missing: nobody can retrieve or reclaim it',
    ]);
    expect(factsOf(log)[0]).toContain('handle=0x9 sender=0x0 flags=0x8 receivers=2 receiver=0x8001');
  });
});

describe('dumps', () => {
  const bytes = hex(SHARE_80);
  const call = 'VERBOSE: SPM(5): 0x84000072 0x50 0x50 0x0 0x0 0x0 0x0 0x0\n';

  test('are pieces with their lines, and of the kind that the nearest call sends', () => {
    const { pieces } = readLog(`${call}# noise\n${kernelOf(bytes)}`);
    expect(pieces).toEqual([
      {
        bytes,
        lines: { first: 3, last: 7 },
        kind: 'lend',
        because: 'the call on line 1 sends as many bytes',
      },
    ]);
  });

  test('are of no kind where no call sends as many bytes', () => {
    const [piece] = readLog(`${call}${kernelOf(bytes.slice(0, 64))}`).pieces;
    expect(piece).toEqual({ bytes: bytes.slice(0, 64), lines: { first: 2, last: 5 } });
  });

  test.each([
    [
      'in two halves, as OP-TEE prints them',
      SHARE_80.trim()
        .split('\n')
        .map((row) => `D/TC:0 0 handle_mem_share:1201 ${row.trim()} `)
        .join('\n'),
    ],
    [
      'behind addresses, as OP-TEE prints them',
      SHARE_80.trim()
        .split('\n')
        .map((row, at) => `D/TC:0 0 dump:12 00000000e1000${at}00  ${row.trim()} `)
        .join('\n')
        .replaceAll(/e1000(\d)00/g, (_, at: string) => `e10000${at}0`),
    ],
    [
      'between bars',
      `00000000  ${SHARE_80.trim().split('\n')[0]?.trim()}  |../.............|\n${SHARE_80.trim()
        .split('\n')
        .slice(1)
        .map((row, at) => `000000${at + 1}0  ${row.trim()}  |................|`)
        .join('\n')}`,
    ],
    ['as a kernel prints words', kernelOf(bytes, { group: 8, prefix: 'optee: ' })],
    [
      'without offsets, as a kernel prints bytes',
      kernelOf(bytes, { group: 1 }).replace(/[0-9a-f]{8}: /g, ''),
    ],
  ])('%s', (_, dump) => {
    expect(readLog(`${call}${dump}`).pieces.map((piece) => [...piece.bytes])).toEqual([[...bytes]]);
  });

  test('of two processors at the same time are told apart by their prefixes', () => {
    const rows = (prefix: string) => kernelOf(bytes, { prefix }).trimEnd().split('\n');
    const [left, right] = [rows('tx: '), rows('rx: ')];
    const mixed = left.flatMap((row, at) => [row, right[at]]).join('\n');
    expect(readLog(`${call}${mixed}`).pieces.map((piece) => [...piece.bytes])).toEqual([
      [...bytes],
      [...bytes],
    ]);
  });

  test('one after the other make a log without any call', () => {
    const { reason, pieces } = readLog(`${kernelOf(bytes)}...\n${kernelOf(bytes)}`);
    expect(reason).toBe('there are 2 dumps in it');
    expect(pieces.map(({ lines }) => lines)).toEqual([
      { first: 1, last: 5 },
      { first: 7, last: 11 },
    ]);
  });

  test('with a row missing are not read, and the place is named', () => {
    const rows = kernelOf(bytes).split('\n').toSpliced(2, 1).join('\n');
    const { pieces, log } = readLog(`${call}${rows}`);
    expect(pieces).toEqual([]);
    expect(log.unread).toMatchObject([
      {
        line: 2,
        lastLine: 5,
        reason: 'a dump with offset 0x30 on line 4, expected 0x20, which follows the bytes before',
      },
    ]);
  });

  test.each(['84000077', '*', 'deadbeef: 00 11'])('end before %j', (line) => {
    const rows = kernelOf(bytes).trimEnd().split('\n');
    for (const at of rows.keys()) {
      const { pieces } = readLog(call + rows.toSpliced(at + 1, 0, line).join('\n'));
      expect(pieces.map((piece) => [...piece.bytes])).toEqual([[...bytes]]);
    }
  });

  test('with a star and the offset at which it ends', () => {
    const log = `${call}00000000  ${'ff '.repeat(16)} |................|\n*\n00000030\n`;
    expect(readLog(log).pieces.map((piece) => [...piece.bytes])).toEqual([Array(48).fill(0xff)]);
  });

  test('that say nothing of their byte order say so', () => {
    const { notes } = readLog(`${call}40000000: 00000001 00000002 00000003 00000004\n`);
    expect(notes).toEqual([
      'Dump of line 2: The offsets of the dump start at 0x40000000.',
      'Dump of line 2: Nothing tells the byte order of the groups; they were read as little-endian numbers.',
    ]);
  });
});

describe('what was not read is named', () => {
  const call = 'SPM(0): 0x84000069 0x0\n';

  test.each([
    ['a line about FF-A', 'the SPMC is tired', 'nothing in it is recognised'],
    [
      'registers of something else',
      'x0  000000004003e348 x1  000000004003e349 x2  0000000040046ce0 x3  000000004003e348',
      'registers, and 0x4003e348 in the first is no function of FF-A',
    ],
    [
      'registers without the first',
      'x1=0x1 x2=0x2 x3=0x3 x4=0x4',
      'registers without the first, which names the function',
    ],
  ])('%s', (_, line, reason) => {
    expect(readLog(call + line).log.unread).toEqual([{ line: 2, lastLine: 2, text: line, reason }]);
  });

  test('and what is about something else is not', () => {
    expect(readLog(`${call}usb 1-1: new device\n\n[    1.0] random: crng init done`).log.unread).toEqual([]);
  });

  test('and so are lines that are too long', () => {
    const long = 'x'.repeat(2000);
    expect(readLog(`${call}${long}\n${long}`).notes).toEqual([
      'Of 2 lines with more than 1024 characters, the rest was not read.',
    ]);
  });
});

describe('other formats stay what they are', () => {
  test.each([
    ['an array of ids', 'uint32_t calls[] = { 0x84000073, 0x50, 0x50 };'],
    ['an array that is spoken of', '// FFA_MEM_SHARE fails with -2\nuint8_t d[] = { 0x00, 0x01 };'],
    ['an array beside a sentence', '// Reserved fields must be 0\nuint8_t d[] = { 0x00, 0x01 };'],
    ['one dump of a kernel', kernelOf(hex(SHARE_80))],
    ['words of hex', '84000073 00000050'],
    ['a page of text', 'FFA_MEM_SHARE shares memory.'],
    ['a driver that says what it does', 'sharing a page with ffa_memory_share'],
  ])('%s', (_, text) => {
    expect(() => readLog(text)).toThrow('read as');
  });
});
