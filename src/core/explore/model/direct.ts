/** Direct requests and their answers: the processor goes with them. Source: ffa-hafnium 1.8. */

import { type Call, type Expected, isWide, w } from './call.ts';
import { type Clause, reasonsIn } from './clause.ts';
import { counterpart, give, giveBack } from './contexts.ts';
import {
  ABOUT,
  ASK,
  ASK_SERVICE,
  type AskCase,
  FRAMEWORK,
  REPLY,
  REPLY_OF_SERVICE,
  type ReplyCase,
} from './direct-clauses.ts';
import { goesOn, goesTo, NEWS, nameOf, relays, says } from './heard.ts';
import { refusal } from './send.ts';
import { actsFor, isSecure, lives, type World } from './state.ts';

/** FFA_MSG_SEND_DIRECT_REQ carries x3 to x7, FFA_MSG_SEND_DIRECT_REQ2 x4 to x17. */
const LAST = { plain: 7, 'to a service': 17 } as const;

export function expectAsk(world: World, call: Call): Expected {
  return expectQuestion(world, call, 'plain', ASK);
}

export function expectAskService(world: World, call: Call): Expected {
  return expectQuestion(world, call, 'to a service', ASK_SERVICE);
}

function expectQuestion(
  world: World,
  { caller, context, registers }: Call,
  kind: 'plain' | 'to a service',
  clauses: readonly Clause<AskCase>[],
): Expected {
  const to = w(registers, 1) & 0xffff;
  const receiver = isSecure(to) ? world.endpoints.get(to) : undefined;
  const of: AskCase = {
    ...{ caller, from: w(registers, 1) >>> 16, to, flags: w(registers, 2), receiver },
    target: receiver && counterpart(receiver, context),
    service: [...registers.subarray(4, 8)],
  };
  const reasons = reasonsIn(clauses, of);
  const { target, from, flags } = of;
  if (target === undefined) return refusal(reasons);
  const framework = kind === 'plain' && (flags & FRAMEWORK) !== 0 ? flags & ABOUT : 0;
  return {
    ...{ reasons, allowed: [], passesOn: true },
    succeed: (answer) => {
      target.question = { from, kind, wide: isWide(registers), framework };
      target.model = 'request';
      give(context, target);
      return goesTo(answer, target) ?? relays(answer, registers, LAST[kind]);
    },
  };
}

export function expectReply(world: World, call: Call): Expected {
  return expectAnswer(world, call, w(call.registers, 2), REPLY);
}

export function expectReplyOfService(world: World, call: Call): Expected {
  const [low2, high2, low3, high3] = call.registers.subarray(4, 8);
  return expectAnswer(world, call, (low2 | high2 | low3 | high3) >>> 0, REPLY_OF_SERVICE);
}

function expectAnswer(
  world: World,
  { context, registers }: Call,
  flags: number,
  clauses: readonly Clause<ReplyCase>[],
): Expected {
  const [from, to] = [w(registers, 1) >>> 16, w(registers, 1) & 0xffff];
  const reasons = reasonsIn(clauses, { context, from, to, flags, wide: isWide(registers) });
  const { question } = context;
  if (question === undefined) return refusal(reasons);
  return {
    ...{ reasons, allowed: [], passesOn: true },
    succeed: (answer) => {
      const going = giveBack(context, 'waiting');
      return goesOn(answer, going, () => {
        const response = () => relays(answer, registers, LAST[question.kind]);
        if (lives(world, question.from)) return response();
        // Nobody is left whom it is for. Its hypervisor may have it; others hear no more than that the context waits again.
        const waits = says(answer, NEWS.WAIT, nameOf(context));
        const hypervisor = going.to !== undefined && actsFor(going.to.endpoint, question.from);
        return waits !== undefined && hypervisor ? response() : waits;
      });
    },
  };
}
