import { describe, expect, test } from 'vitest';
import { frameOf } from '../../../src/core/abi/frame.ts';
import { functionId } from '../../../src/core/abi/functions.ts';
import type { Message } from '../../../src/core/client/messages.ts';
import { COMMAND, FRAME, KIND } from '../../../src/node/qemu/monitor/mailbox.ts';
import { SECURE_RAM } from '../../../src/node/qemu/monitor/virt-map.ts';
import { ScriptedCpus, SNIPPET, VAULT } from '../scripted-cpus.ts';

const FFA_ID_GET = functionId('FFA_ID_GET');
const FFA_SUCCESS = 0x8400_0061n;
const REQUEST = functionId('FFA_MSG_SEND_DIRECT_REQ');
const RESPONSE = BigInt(functionId('FFA_MSG_SEND_DIRECT_RESP'));

/** Two processors that run. */
function running(): ScriptedCpus {
  const cpus = new ScriptedCpus({ cpus: 2 });
  cpus.boot(0);
  cpus.boot(1);
  cpus.smc(0, 0xc400_0003, 1, 0x4020_0000, 0);
  return cpus;
}

describe("a processor's call", () => {
  test('is answered by the manager in the same registers', () => {
    const answer = running().smc(0, FFA_ID_GET, 0n, 0n, 0n);
    expect(answer?.x.slice(0, 8)).toEqual([FFA_SUCCESS, 0n, 0n, 0n, 0n, 0n, 0n, 0n]);
    expect(answer?.command).toBe(COMMAND.RESUME);
  });

  test('leaves x18 and above alone', () => {
    const cpus = running();
    for (let register = 18; register < 31; register++) cpus.poke(0, 8 * register, BigInt(register));
    expect(cpus.smc(0, FFA_ID_GET)?.x.slice(18)).toEqual([
      18n,
      19n,
      20n,
      21n,
      22n,
      23n,
      24n,
      25n,
      26n,
      27n,
      28n,
      29n,
      30n,
    ]);
  });

  test('is one of the context with its number', () => {
    const cpus = running();
    const seen: unknown[] = [];
    cpus.machine.listen((event) => event.kind === 'call' && seen.push([event.from, event.vcpu]));
    cpus.smc(1, FFA_ID_GET);
    cpus.smc(0, FFA_ID_GET);
    expect(seen).toEqual([
      ['os', 1],
      ['os', 0],
    ]);
  });
});

describe('a call that another partition serves', () => {
  test('has its answer at once, when the partition is a program that gives one', () => {
    const cpus = running();
    cpus.machine.start('vault', function* (ffa) {
      let message: Message = yield* ffa.wait();
      for (;;) message = yield* ffa.respond(message, [message.data[0]! + 1n]);
    });
    const answer = cpus.smc(0, REQUEST, VAULT, 0, 41);
    expect(answer?.x.slice(0, 4)).toEqual([RESPONSE, BigInt(VAULT * 0x1_0000), 0n, 42n]);
  });

  test('parks the processor until the answer comes', () => {
    const cpus = running();
    cpus.poke(1, FRAME.ASLEEP, 1n);
    expect(cpus.smc(1, REQUEST, VAULT, 0, 41)).toBeUndefined();
    // The other goes on meanwhile.
    expect(cpus.smc(0, FFA_ID_GET)?.x[0]).toBe(FFA_SUCCESS);
    expect(cpus.woken).toEqual([]);

    cpus.machine.issue('vault', frameOf(Number(RESPONSE), VAULT * 0x1_0000, 0, 43));

    expect(cpus.answer(1)?.x.slice(0, 4)).toEqual([RESPONSE, BigInt(VAULT * 0x1_0000), 0n, 43n]);
    expect(cpus.woken).toEqual([1]);
  });
});

describe('the schedule-receiver interrupt', () => {
  const PENDING = 0x080a_0000 + 0x1_0000 + 0x200;

  /** A processor was asked to come, and comes. */
  const come = (cpus: ScriptedCpus, cpu: number) => cpus.report(cpu, { KIND: BigInt(KIND.ATTENTION) });

  /** The vault has a notification for the OS. */
  function notified(): ScriptedCpus {
    const cpus = running();
    cpus.smc(0, functionId('FFA_NOTIFICATION_BITMAP_CREATE'), 0, 2);
    cpus.smc(0, functionId('FFA_NOTIFICATION_BIND'), VAULT * 0x1_0000, 0, 1, 0);
    cpus.machine.perform('vault', function* (ffa) {
      yield* ffa.start({ tx: SECURE_RAM, rx: SECURE_RAM + 0x1000, pages: 1 });
      yield* ffa.notify(0, 1n);
    });
    return cpus;
  }

  test('is made pending by a processor that runs, which is called in for it', () => {
    const cpus = notified();
    expect(cpus.peek(0, FRAME.ATTENTION)).toBe(1n);
    expect(cpus.woken).toEqual([0]);

    const answer = come(cpus, 0);

    expect(answer).toMatchObject({ command: COMMAND.RUN_AND_RESUME, snippet: SNIPPET.poke });
    expect(answer?.args.slice(0, 2)).toEqual([BigInt(PENDING), 1n << 8n]);
  });

  test('goes to the other, when the first has gone off before it came', () => {
    const cpus = notified();
    cpus.smc(0, 0x8400_0002);
    expect(cpus.peek(1, FRAME.ATTENTION)).toBe(1n);
    expect(come(cpus, 1)?.args[0]).toBe(BigInt(PENDING + 0x2_0000));
  });

  test('is pending once, however often it was due', () => {
    const cpus = notified();
    come(cpus, 0);
    expect(come(cpus, 0)).toMatchObject({ command: COMMAND.RESUME });
  });
});
