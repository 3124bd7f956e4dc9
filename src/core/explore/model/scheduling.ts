/** FFA_RUN, FFA_MSG_WAIT and FFA_YIELD, and interrupts: how a processor goes from one to another without a message. Source: ffa-hafnium 1.8. */

import { isUnread } from './bells.ts';
import { type Answer, type Call, differs, type Expected, ID, w } from './call.ts';
import { reasonsIn } from './clause.ts';
import { type Context, give, giveBack } from './contexts.ts';
import { goesOn, goesTo, NEWS, nameOf, relays, says } from './heard.ts';
import { RUN, WAIT, YIELD } from './scheduling-clauses.ts';
import { refusal } from './send.ts';
import { isSecure, type World } from './state.ts';

const VERSION_1_2 = 0x1_0002;
const RETAIN_RX = 0x1;

export function expectRun(world: World, { context, registers }: Call): Expected {
  const [named, vcpu] = [w(registers, 1) >>> 16, w(registers, 1) & 0xffff];
  const endpoint = isSecure(named) ? world.endpoints.get(named) : undefined;
  const target = endpoint === context.endpoint ? undefined : endpoint?.contexts[vcpu];
  const reasons = reasonsIn(RUN, { world, context, named, target });
  if (target === undefined) return refusal(reasons);
  return {
    ...{ reasons, allowed: [], passesOn: true },
    succeed: (answer) => {
      const { doing } = target;
      if (doing === 'waiting') target.model = 'run';
      give(context, target);
      return goesTo(answer, target) ?? found(doing, answer, registers);
    },
  };
}

/** Whoever waited is told that it runs, whoever yielded that it goes on; whoever was interrupted finds the registers that it had. */
function found(doing: Context['doing'], answer: Answer, asked: Uint32Array): string | undefined {
  if (doing === 'waiting') return relays(answer, asked, 7);
  return doing === 'yielded' ? says(answer, ID.SUCCESS) : undefined;
}

/** RX goes back with it, but for one who says no (since FF-A 1.2), and for a message that is unread. Source: ffa-hafnium 1.3, 6.9. */
export function expectWait(_: World, { caller, context, registers }: Call): Expected {
  return {
    ...{ reasons: reasonsIn(WAIT, { context }), allowed: [], passesOn: true },
    succeed: (answer) => {
      const asked = caller.version >= VERSION_1_2 && (w(registers, 2) & RETAIN_RX) !== 0;
      const { mailbox } = caller;
      if (mailbox?.state === 'full' && !asked && !isUnread(caller)) mailbox.state = 'free';
      return goesOn(answer, giveBack(context, 'waiting'), () => says(answer, NEWS.WAIT, nameOf(context)));
    },
  };
}

/** Whoever has a processor that nobody else waits for goes on at once. */
export function expectYield(_: World, { context, registers }: Call): Expected {
  return {
    ...{ reasons: reasonsIn(YIELD, { context }), allowed: [], passesOn: true },
    succeed: (answer) => {
      if (context.waiter === undefined)
        return goesTo(answer, context) ?? differs(answer.registers, ID.SUCCESS);
      const timeout = [w(registers, 2), w(registers, 3)];
      return goesOn(answer, giveBack(context, 'yielded'), () =>
        says(answer, NEWS.YIELD, nameOf(context), ...timeout),
      );
    },
  };
}

/** An interrupt of the normal world takes the processor from a secure context that somebody waits for. */
export function interrupt(context: Context, answer: Answer): string | undefined {
  return goesOn(answer, giveBack(context, 'preempted'), () => says(answer, NEWS.INTERRUPT, nameOf(context)));
}
