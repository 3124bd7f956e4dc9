import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../../src/node/qemu/monitor/mailbox.ts';
import { ScriptedCpus, SNIPPET } from '../scripted-cpus.ts';

const PSCI_VERSION = 0x8400_0000;
const CPU_SUSPEND = 0xc400_0001;
const CPU_OFF = 0x8400_0002;
const CPU_ON = 0xc400_0003;
const AFFINITY_INFO = 0xc400_0004;
const MIGRATE_INFO_TYPE = 0x8400_0006;
const SYSTEM_OFF = 0x8400_0008;
const SYSTEM_RESET = 0x8400_0009;
const PSCI_FEATURES = 0x8400_000a;
const SYSTEM_SUSPEND = 0xc400_000e;
const SMCCC_VERSION = 0x8000_0000;
const ARCH_FEATURES = 0x8000_0001;
const TRNG_VERSION = 0x8400_0050;
const minus = (value: bigint) => 2n ** 64n - value;

const ON = 0n;
const OFF = 1n;
const ON_PENDING = 2n;

/** Two processors, both of which have reported that they are there; the first runs. */
function two(): ScriptedCpus {
  const cpus = new ScriptedCpus({ cpus: 2 });
  cpus.boot(0);
  cpus.boot(1);
  return cpus;
}

describe('what there is', () => {
  test.each<[string, readonly number[], bigint]>([
    ['PSCI 1.1', [PSCI_VERSION], 0x1_0001n],
    ['no trusted OS to move', [MIGRATE_INFO_TYPE], 2n],
    ['CPU_ON', [PSCI_FEATURES, CPU_ON], 0n],
    ['CPU_SUSPEND, with power states as they were first', [PSCI_FEATURES, CPU_SUSPEND], 0n],
    ['no SYSTEM_SUSPEND', [PSCI_FEATURES, SYSTEM_SUSPEND], minus(1n)],
    ['a version of the calling convention', [PSCI_FEATURES, SMCCC_VERSION], 0n],
    ['version 1.2 of it', [SMCCC_VERSION], 0x1_0002n],
    ['its question for features', [ARCH_FEATURES, ARCH_FEATURES], 0n],
    ['no random numbers', [TRNG_VERSION], minus(1n)],
    ['no call of nobody', [0xc600_1234], minus(1n)],
  ])('%s', (_name, call, x0) => {
    const answer = new ScriptedCpus().smc(0, ...call);
    expect(answer?.x[0]).toBe(x0);
    expect(answer?.command).toBe(COMMAND.RESUME);
  });

  test('the other registers of a caller stay as they are', () => {
    const answer = new ScriptedCpus().smc(0, PSCI_VERSION, 1n, 2n ** 63n, 3n);
    expect(answer?.x.slice(1, 4)).toEqual([1n, 2n ** 63n, 3n]);
  });
});

describe('the first processor', () => {
  test.each([
    ['EL1', 0x3c5n],
    ['EL2', 0x3c9n],
  ] as const)('starts at %s, with its argument and nothing else', (level, spsr) => {
    const cpus = new ScriptedCpus({ level });
    cpus.poke(0, 8 * 5, 0x1234n);

    const answer = cpus.boot(0);

    expect(answer).toMatchObject({ elr: 0x4020_0000n, spsr, command: COMMAND.RUN_AND_RESUME });
    expect(answer?.snippet).toBe(SNIPPET.freshen);
    expect(answer?.x).toEqual([0x4600_0000n, ...new Array<bigint>(30).fill(0n)]);
  });
});

describe('a processor that is off', () => {
  test('is parked until it is turned on', () => {
    const cpus = two();
    expect(cpus.answer(1)).toBeUndefined();
    expect(cpus.smc(0, AFFINITY_INFO, 1, 0)?.x[0]).toBe(OFF);

    expect(cpus.smc(0, CPU_ON, 1, 0x4030_0000, 77)?.x[0]).toBe(0n);

    expect(cpus.answer(1)).toMatchObject({ elr: 0x4030_0000n, spsr: 0x3c5n, snippet: SNIPPET.freshen });
    expect(cpus.answer(1)?.x[0]).toBe(77n);
    expect(cpus.smc(0, AFFINITY_INFO, 1, 0)?.x[0]).toBe(ON);
  });

  test('starts as soon as it is there, when it was turned on before', () => {
    const cpus = new ScriptedCpus({ cpus: 2 });
    cpus.boot(0);

    expect(cpus.smc(0, CPU_ON, 1, 0x4030_0000, 0)?.x[0]).toBe(0n);
    expect(cpus.smc(0, AFFINITY_INFO, 1, 0)?.x[0]).toBe(ON_PENDING);
    expect(cpus.smc(0, CPU_ON, 1, 0x4030_0000, 0)?.x[0]).toBe(minus(5n));

    expect(cpus.boot(1)).toMatchObject({ elr: 0x4030_0000n });
    expect(cpus.smc(0, AFFINITY_INFO, 1, 0)?.x[0]).toBe(ON);
  });

  test('comes back after it went off', () => {
    const cpus = two();
    cpus.smc(0, CPU_ON, 1, 0x4030_0000, 0);

    expect(cpus.smc(1, CPU_OFF)).toBeUndefined();
    expect(cpus.smc(0, AFFINITY_INFO, 1, 0)?.x[0]).toBe(OFF);
    cpus.smc(0, CPU_ON, 1, 0x4038_0000, 5);

    expect(cpus.answer(1)).toMatchObject({ elr: 0x4038_0000n, snippet: SNIPPET.freshen });
  });

  test('is woken when it sleeps', () => {
    const cpus = two();
    cpus.poke(1, 0x1b0, 1n);
    cpus.smc(0, CPU_ON, 1, 0x4030_0000, 0);
    expect(cpus.woken).toEqual([1]);
  });

  test('takes 32 bits of its arguments in a 32-bit call', () => {
    const cpus = two();
    cpus.smc(0, CPU_ON - 0x4000_0000, 0xdead_0000_0001n, 0xbeef_4030_0000n, 0x1_0000_0007n);
    expect(cpus.answer(1)).toMatchObject({ elr: 0x4030_0000n });
    expect(cpus.answer(1)?.x[0]).toBe(7n);
  });
});

describe('what cannot be', () => {
  test.each<[string, readonly number[], bigint]>([
    ['a processor that is not there', [CPU_ON, 2, 0x4030_0000, 0], minus(2n)],
    ['a cluster that is not there', [CPU_ON, 0x100, 0x4030_0000, 0], minus(2n)],
    ['one that runs', [CPU_ON, 0, 0x4030_0000, 0], minus(4n)],
    ['an entry between instructions', [CPU_ON, 1, 0x4030_0002, 0], minus(9n)],
    ['the state of one that is not there', [AFFINITY_INFO, 9, 0], minus(2n)],
    ['the state of a cluster', [AFFINITY_INFO, 0, 1], minus(2n)],
  ])('%s', (_name, call, x0) => {
    expect(two().smc(0, ...call)?.x[0]).toBe(x0);
  });
});

describe('a suspended processor', () => {
  test('goes on behind its call, when it keeps its state', () => {
    const cpus = two();
    cpus.poke(0, 0x100, 0x4020_1234n);
    const answer = cpus.smc(0, CPU_SUSPEND, 0, 0x4030_0000, 9);
    expect(answer).toMatchObject({
      command: COMMAND.RUN_AND_RESUME,
      snippet: SNIPPET.standBy,
      elr: 0x4020_1234n,
    });
    expect(answer?.x[0]).toBe(0n);
  });

  test('starts anew, when it loses it', () => {
    const answer = two().smc(0, CPU_SUSPEND, 0x1_0000, 0x4030_0000, 9);
    expect(answer).toMatchObject({
      command: COMMAND.RUN_AND_RESUME,
      snippet: SNIPPET.powerDown,
      elr: 0x4030_0000n,
    });
    expect(answer?.x[0]).toBe(9n);
  });
});

describe('the end of the machine', () => {
  test.each([
    ['off', SYSTEM_OFF],
    ['reset', SYSTEM_RESET],
  ])('%s', (how, call) => {
    const cpus = two();
    expect(cpus.smc(0, call)).toBeUndefined();
    expect(cpus.ends).toEqual([{ how }]);
  });

  test.each<[string, bigint, bigint]>([
    ['an instruction that EL3 traps', 8n, 0x18n << 26n],
    ['an error of the memory system', 11n, 0n],
    ['an exception of the monitor itself', 4n, 0x25n << 26n],
  ])('%s', (_name, kind, esr) => {
    const cpus = two();
    expect(cpus.report(0, { KIND: kind, ESR: esr, ELR: 0x4020_0040n })).toBeUndefined();
    expect(cpus.ends).toMatchObject([{ how: 'trapped', cpu: 0 }]);
    expect((cpus.ends[0] as { why: string }).why).toContain(
      `vector ${kind}, ESR 0x${esr.toString(16)}, ELR 0x40200040`,
    );
  });
});
