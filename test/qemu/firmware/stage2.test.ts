import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../../src/core/abi/bits.ts';
import { functionId } from '../../../src/core/abi/functions.ts';
import type { FaultEvent } from '../../../src/core/board/trace.ts';
import { COMMAND, FRAME, KIND } from '../../../src/node/qemu/monitor/mailbox.ts';
import { type Answer, ScriptedCpus, SNIPPET, TABLES_BASE, VAULT } from '../scripted-cpus.ts';

const FFA_ID_GET = functionId('FFA_ID_GET');
const SYNDROME_SMC = 0x17n << 26n;
const EL2H = 0x3c9n;

const OS_MEMORY = 0x4020_0000;
const BUFFERS = { tx: OS_MEMORY, rx: OS_MEMORY + 0x1000, pages: 1 };
const PAGE = OS_MEMORY + 0x2000;

/** Three processors, of which two run; the host makes calls for the third. */
function confined(): ScriptedCpus {
  const cpus = new ScriptedCpus({ cpus: 3, confined: true });
  cpus.boot(0);
  cpus.boot(1);
  cpus.smc(0, 0xc400_0003, 1, OS_MEMORY, 0);
  cpus.machine.perform('os', (ffa) => ffa.start(BUFFERS), 2);
  come(cpus, 0);
  done(cpus, 0);
  return cpus;
}

/** Lends a page to the vault, as the third processor. Returns the handle. */
function lend(cpus: ScriptedCpus, page = PAGE): bigint {
  const options = {
    receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
    constituents: [{ address: page, pages: 1 }],
  };
  return cpus.machine.perform('os', (ffa) => ffa.lend(options), 2);
}

/** A processor comes because it was called in. */
function come(cpus: ScriptedCpus, cpu: number): Answer | undefined {
  return cpus.report(cpu, { KIND: BigInt(KIND.ATTENTION) });
}

/** A processor has run the snippet that it was given. */
function done(cpus: ScriptedCpus, cpu: number): Answer | undefined {
  return cpus.report(cpu, {});
}

interface Abort {
  readonly syndrome: bigint;
  readonly page?: number;
  readonly far?: bigint;
  readonly elr?: bigint;
  readonly spsr?: bigint;
}

/** A processor was aborted by stage 2. */
function abort(cpus: ScriptedCpus, cpu: number, { syndrome, page = PAGE, ...where }: Abort) {
  const { far = BigInt(page), elr = 0x1234n, spsr = 0x3c5n } = where;
  return cpus.report(cpu, {
    ...{ KIND: BigInt(KIND.SYNCHRONOUS), ESR: SYNDROME_SMC | 8n, SPSR: EL2H },
    ...{ ESR_EL2: syndrome, HPFAR_EL2: BigInt(page / 0x1000) << 4n },
    ...{ FAR_EL2: far, ELR_EL2: elr, SPSR_EL2: spsr },
  });
}

const READ_ABORT = 0x9200_0007n;
const WRITE_ABORT = 0x9200_0047n;
const FETCH_ABORT = 0x8200_0007n;

test('processors start behind tables of the host, whenever they start', () => {
  const cpus = new ScriptedCpus({ cpus: 2, confined: true });
  const HCR = 0x0120_0300_8000_0001n;
  const VTCR = 0x8002_3559n;
  const registers = [HCR, BigInt(TABLES_BASE), VTCR, 0x4010_9000n];

  expect(cpus.boot(0)).toMatchObject({ snippet: SNIPPET.freshen, args: registers });
  cpus.boot(1);
  cpus.smc(0, 0xc400_0003, 1, OS_MEMORY, 0);
  expect(cpus.answer(1)).toMatchObject({ snippet: SNIPPET.freshen, args: registers });
  cpus.smc(0, 0xc400_0001, 0x1_0000, OS_MEMORY, 0);
  expect(cpus.answer(0)).toMatchObject({ snippet: SNIPPET.powerDown, args: registers });
});

describe('a change that takes something away', () => {
  test('calls a processor in, which has all forget it, and then goes on', () => {
    const cpus = confined();
    lend(cpus);
    expect(cpus.peek(0, FRAME.ATTENTION)).toBe(1n);

    expect(come(cpus, 0)).toMatchObject({
      command: COMMAND.RUN_AND_REPORT,
      snippet: SNIPPET.forgetTranslations,
    });
    expect(done(cpus, 0)).toMatchObject({ command: COMMAND.RESUME });
  });

  test('has others wait for their answers until all have forgotten', () => {
    const cpus = confined();
    lend(cpus);
    come(cpus, 0);

    expect(cpus.smc(1, FFA_ID_GET)).toBeUndefined();

    done(cpus, 0);
    expect(cpus.answer(1)?.x[0]).toBe(0x8400_0061n);
  });

  test('is followed by who waits, when it came in the middle of another', () => {
    const cpus = confined();
    lend(cpus);
    come(cpus, 0);
    lend(cpus, PAGE + 0x1000);
    expect(cpus.smc(1, FFA_ID_GET)).toBeUndefined();

    expect(done(cpus, 0)).toMatchObject({ command: COMMAND.RESUME });

    expect(cpus.answer(1)).toMatchObject({
      command: COMMAND.RUN_AND_REPORT,
      snippet: SNIPPET.forgetTranslations,
    });
    expect(done(cpus, 1)?.x[0]).toBe(0x8400_0061n);
  });
});

describe('an abort', () => {
  test('of what the guest may access is no more than bad luck: it is tried again', () => {
    const cpus = confined();
    const answer = abort(cpus, 1, { syndrome: WRITE_ABORT, elr: 0x4020_8000n, spsr: 0x6000_0005n });
    expect(answer).toMatchObject({ command: COMMAND.RESUME, elr: 0x4020_8000n, spsr: 0x6000_0005n });
  });

  test('of what it has lent is traced with the page, its owner and the call', () => {
    const cpus = confined();
    const faults: FaultEvent[] = [];
    cpus.machine.listen((event) => event.kind === 'fault' && faults.push(event));
    const handle = lend(cpus);
    const since = cpus.machine.ledger.callNumber;
    come(cpus, 0);
    done(cpus, 0);

    abort(cpus, 1, { syndrome: WRITE_ABORT, far: 0xffff_0000_1234_5678n });

    expect(faults).toEqual([
      {
        kind: 'fault',
        ...{ seq: since, from: 'os', vcpu: 1 },
        fault: { access: 'write', address: PAGE + 0x678, kind: 'translation' },
        page: { owner: 'os', held: { kind: 'lend', handle, since } },
      },
    ]);
  });

  const KERNEL = 0x6000_03c5n;
  const KERNEL_ON_USER_STACK = 0x3c4n;
  const USER = 0x2040_0000n;
  const USER_AARCH32 = 0x1d0n;
  const NOBODY = 0x1000_0000;
  test.each<[string, bigint, bigint, { told: bigint; vector: bigint; state: bigint }]>([
    ['a read of the kernel', READ_ABORT, KERNEL, { told: 0x9600_0010n, vector: 0x200n, state: 0x6000_03c5n }],
    ['a write of it', WRITE_ABORT, KERNEL, { told: 0x9600_0050n, vector: 0x200n, state: 0x6000_03c5n }],
    [
      'a read on the stack of a user',
      READ_ABORT,
      KERNEL_ON_USER_STACK,
      { told: 0x9600_0010n, vector: 0n, state: 0x3c5n },
    ],
    ['a read of a user', READ_ABORT, USER, { told: 0x9200_0010n, vector: 0x400n, state: 0x2040_03c5n }],
    [
      'an instruction of a user',
      FETCH_ABORT,
      USER,
      { told: 0x8200_0010n, vector: 0x400n, state: 0x2040_03c5n },
    ],
    [
      'an instruction of the kernel',
      FETCH_ABORT,
      KERNEL,
      { told: 0x8600_0010n, vector: 0x200n, state: 0x6000_03c5n },
    ],
    ['a read in AArch32', READ_ABORT, USER_AARCH32, { told: 0x9200_0010n, vector: 0x600n, state: 0x3c5n }],
  ])('of %s is one of EL1 to the guest', (_name, syndrome, spsr, { told, vector, state }) => {
    const cpus = confined();
    const far = 0xffff_8000_0000_1008n;
    const answer = abort(cpus, 0, { syndrome, spsr, far, elr: 0x7777n, page: NOBODY });
    expect(answer).toMatchObject({
      ...{ command: COMMAND.RUN_AND_RESUME, snippet: SNIPPET.takeException },
      ...{ elr: vector, spsr: state, args: [told, far, 0x7777n, spsr] },
    });
  });

  test('of a walk of its own tables is one of a read, at the table', () => {
    const cpus = confined();
    const faults: FaultEvent[] = [];
    cpus.machine.listen((event) => event.kind === 'fault' && faults.push(event));
    abort(cpus, 0, { syndrome: WRITE_ABORT | 0x80n, far: 0x678n, page: NOBODY });
    abort(cpus, 0, { syndrome: FETCH_ABORT | 0x80n, far: 0x678n, page: NOBODY });
    expect(faults.map(({ fault }) => [fault.access, fault.address])).toEqual([
      ['read', NOBODY],
      ['read', NOBODY],
    ]);
  });

  test('of the first instruction of what is done about an abort is the end', () => {
    const cpus = confined();
    const stuck = { syndrome: FETCH_ABORT, page: NOBODY, far: 0x1000_0200n };
    abort(cpus, 0, stuck);
    expect(cpus.ends).toEqual([]);
    expect(abort(cpus, 0, stuck)).toBeUndefined();
    expect(cpus.ends).toMatchObject([{ how: 'trapped', cpu: 0 }]);
  });

  test('of another kind is the end, with what there is to say', () => {
    const cpus = confined();
    abort(cpus, 0, { syndrome: 0x6200_0000n });
    expect(cpus.ends).toMatchObject([
      { how: 'trapped', why: expect.stringContaining('ESR_EL2 0x62000000') as string },
    ]);
  });
});
