import { describe, expect, test } from 'vitest';
import { USUAL_OPTIONS } from '../../../src/node/qemu/board/board-options.ts';
import type { CpuFrame } from '../../../src/node/qemu/link/cpu-frame.ts';
import { FRAME, KIND, SPIN_BUDGET } from '../../../src/node/qemu/monitor/mailbox.ts';
import { ScriptedCpus } from '../scripted-cpus.ts';

const FFA_ID_GET = 0x8400_0069;

describe('a processor that has its answer', () => {
  test.each([
    ['is woken when it sleeps', 1n, [0]],
    ['is left alone while it looks for it', 0n, []],
  ])('%s', (_name, asleep, woken) => {
    const cpus = new ScriptedCpus();
    cpus.boot(0);
    cpus.poke(0, FRAME.ASLEEP, asleep);
    cpus.smc(0, FFA_ID_GET);
    expect(cpus.woken).toEqual(woken);
  });

  test('looks for as long as the header says', () => {
    const budget = new BigUint64Array(1);
    new ScriptedCpus().ram.read(SPIN_BUDGET, budget, 0, 8);
    expect(budget[0]).toBe(BigInt(USUAL_OPTIONS.spin));
  });
});

describe('a processor that is called in', () => {
  test('is told once until it has come', () => {
    const cpus = new ScriptedCpus({ cpus: 2 });
    cpus.boot(0);

    cpus.link.callIn(1);
    cpus.link.callIn(1);
    expect([cpus.peek(1, FRAME.ATTENTION), cpus.woken]).toEqual([1n, [1]]);

    cpus.report(1, { KIND: BigInt(KIND.ATTENTION) });
    cpus.link.callIn(1);
    expect(cpus.woken).toEqual([1, 1]);
  });
});

test('a processor that rings before the end is not heard after it', () => {
  const cpus = new ScriptedCpus();
  cpus.boot(0);
  cpus.link.close();
  expect(cpus.smc(0, FFA_ID_GET)).toBeUndefined();
});

describe('a snippet that reports', () => {
  const RUN_IT = 0xc600_0001;

  /** A processor whose call runs a snippet first. */
  function snippetRunner(): ScriptedCpus {
    const run = (frame: CpuFrame) => {
      cpus.link.runFirst(frame, 0x700, [1, 2], (after) => {
        after.registers[0] = 99;
        return true;
      });
      return true;
    };
    const cpus = new ScriptedCpus({ services: new Map([[RUN_IT, run]]) });
    cpus.boot(0);
    return cpus;
  }

  test('goes on with what follows it, and not as a new report', () => {
    const cpus = snippetRunner();

    expect(cpus.smc(0, RUN_IT)).toMatchObject({ command: 1, snippet: 0x700, args: [1n, 2n, 0n, 0n] });
    expect(cpus.report(0, {})?.x[0]).toBe(99n);
    expect(cpus.answer(0)?.command).toBe(0);
  });

  test('does not go on when it brought about an exception', () => {
    const cpus = snippetRunner();
    cpus.smc(0, RUN_IT);
    expect(cpus.report(0, { KIND: 4n, ESR: 0n })).toBeUndefined();
    expect(cpus.ends).toMatchObject([{ how: 'trapped' }]);
  });
});

test('a number that no processor has is a defect of the monitor', () => {
  expect(() => new ScriptedCpus().report(7, {})).toThrow('there is no processor 7');
});

describe('what processors had reported when they were stopped', () => {
  test('is served without their bell, and not again when it rings after all', () => {
    const cpus = new ScriptedCpus();
    cpus.boot(0);
    cpus.silent(() => cpus.smc(0, FFA_ID_GET));
    expect(cpus.answer(0)).toBeUndefined();

    cpus.link.catchUp();
    expect(cpus.answer(0)?.x[0]).toBe(0x8400_0061n);

    cpus.poke(0, FRAME.X, 0n);
    cpus.rings(0);
    expect(cpus.answer(0)?.x[0]).toBe(0n);
  });

  test('leaves those alone that are parked', () => {
    const cpus = new ScriptedCpus({ cpus: 2 });
    cpus.boot(0);
    cpus.boot(1);
    cpus.link.catchUp();
    expect(cpus.answer(1)).toBeUndefined();
  });
});

describe('processors that ran elsewhere', () => {
  test.each<[what: string, fields: Partial<Record<keyof typeof FRAME, bigint>>, woken: readonly number[]]>([
    ['are woken when they sleep over an answer', { REQUEST: 7n, REPLY: 7n, ASLEEP: 1n }, [1]],
    ['are woken when they are asked for a report', { REQUEST: 7n, REPLY: 7n, ATTENTION: 1n }, [1]],
    ['sleep on while they have no answer', { REQUEST: 7n, REPLY: 6n, ASLEEP: 1n }, []],
    ['are left alone where they run', { REQUEST: 7n, REPLY: 7n }, []],
  ])('%s', (_what, fields, woken) => {
    const cpus = new ScriptedCpus({ cpus: 2 });
    for (const [name, value] of Object.entries(fields))
      cpus.poke(1, FRAME[name as keyof typeof FRAME], value);
    cpus.link.takeOver();
    expect(cpus.woken).toEqual(woken);
  });

  test('are answered where they were parked', () => {
    const cpus = new ScriptedCpus({ cpus: 2 });
    cpus.poke(1, FRAME.REQUEST, 7n);
    cpus.poke(1, FRAME.COMMAND, 2n);
    cpus.link.takeOver();
    cpus.link.answer(cpus.link.frame(1));
    expect(cpus.answer(1)?.command).toBe(0);
  });
});

test('nothing is quiet while a snippet runs, or something is to happen later', () => {
  const cpus = new ScriptedCpus();
  expect(cpus.link.isQuiet).toBe(true);
  cpus.link.runFirst(cpus.link.frame(0), 0x700, [], () => true);
  expect(cpus.link.isQuiet).toBe(false);
  cpus.report(0, {});
  expect(cpus.link.isQuiet).toBe(true);
  cpus.link.later(1000, () => undefined);
  expect(cpus.link.isQuiet).toBe(false);
  cpus.link.close();
  expect(cpus.link.isQuiet).toBe(true);
});
