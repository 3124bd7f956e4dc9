/** When a direct request is not delivered, or its answer not taken. Source: ffa-hafnium 1.8. */

import type { Clause } from './clause.ts';
import type { Context } from './contexts.ts';
import { actsFor, type Endpoint } from './state.ts';

const source = 'ffa-hafnium 1.8';
const VERSION_1_2 = 0x1_0002;
/** w2: the framework speaks, and what it says. */
export const FRAMEWORK = 0x8000_0000;
export const ABOUT = 0xff;

export interface AskCase {
  readonly caller: Endpoint;
  /** The ids of w1. */
  readonly from: number;
  readonly to: number;
  /** w2. */
  readonly flags: number;
  /** Whom it is for, if that is a secure endpoint. */
  readonly receiver: Endpoint | undefined;
  /** The context of the receiver that it comes to. */
  readonly target: Context | undefined;
  /** The UUID of a service. */
  readonly service: readonly number[];
}

const isFramework = ({ flags }: Pick<AskCase, 'flags'>) => (flags & FRAMEWORK) !== 0;

/** Who may ask whom. */
const PARTIES: readonly Clause<AskCase>[] = [
  {
    rule: 'message/sender',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ caller, from }) => !actsFor(caller, from),
  },
  {
    rule: 'message/to-self',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ from, to }) => from === to,
  },
  {
    rule: 'message/unknown-receiver',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ receiver }) => receiver === undefined,
  },
  {
    rule: 'message/receiver-aborted',
    status: 'ABORTED',
    source: 'ffa-hafnium 1.8, 1.12',
    broken: ({ target }) => target?.doing === 'aborted',
  },
  {
    rule: 'message/receiver-busy',
    status: 'BUSY',
    source,
    broken: ({ target }) => target !== undefined && target.doing !== 'aborted' && target.doing !== 'waiting',
  },
];

/** FFA_MSG_SEND_DIRECT_REQ. */
export const ASK: readonly Clause<AskCase>[] = [
  {
    rule: 'message/flags',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.8, requirements QF7',
    broken: (of) => !isFramework(of) && of.flags !== 0,
  },
  ...PARTIES,
  {
    rule: 'message/framework-function',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.8, requirements QF7',
    broken: (of) =>
      isFramework(of) &&
      (!of.caller.hypervisor ||
        of.from !== of.caller.id ||
        (of.flags & ~(FRAMEWORK | ABOUT)) !== 0 ||
        ![4, 6].includes(of.flags & ABOUT)),
  },
  {
    rule: 'message/not-subscribed',
    status: 'DENIED',
    source: 'ffa-hafnium 1.8, 1.5',
    broken: (of) => isFramework(of) && of.receiver?.hears.includes(of.flags & ABOUT) === false,
  },
  {
    rule: 'message/receiver-method',
    status: 'DENIED',
    source,
    broken: (of) => !isFramework(of) && of.receiver?.methods.receives === false,
  },
  {
    rule: 'message/sender-method',
    status: 'DENIED',
    source,
    broken: (of) => !isFramework(of) && of.caller.secure && !of.caller.methods.sends,
  },
];

/** FFA_MSG_SEND_DIRECT_REQ2. */
export const ASK_SERVICE: readonly Clause<AskCase>[] = [
  ...PARTIES,
  {
    rule: 'message/unknown-service',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.8, regressions G1',
    broken: ({ receiver, service }) =>
      receiver !== undefined &&
      service.some((word) => word !== 0) &&
      !receiver.services.some((own) => own.every((word, at) => word === service[at])),
  },
  {
    rule: 'message/receiver-version',
    status: 'DENIED',
    source,
    broken: ({ receiver }) => receiver !== undefined && receiver.version < VERSION_1_2,
  },
  {
    rule: 'message/receiver-method',
    status: 'DENIED',
    source,
    broken: ({ receiver }) => receiver?.methods.receivesForServices === false,
  },
  {
    rule: 'message/sender-method',
    status: 'DENIED',
    source,
    broken: ({ caller }) => caller.secure && !caller.methods.sendsToServices,
  },
];

export interface ReplyCase {
  readonly context: Context;
  /** The ids of w1. */
  readonly from: number;
  readonly to: number;
  /** w2; for an answer of a service whatever is not zero in x2 and x3. */
  readonly flags: number;
  readonly wide: boolean;
}

const serves = ({ context }: ReplyCase) => context.model === 'request';

/** Who may answer whom. */
const ANSWERER: readonly Clause<ReplyCase>[] = [
  {
    rule: 'message/sender',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ context, from }) => from !== context.endpoint.id,
  },
  {
    rule: 'message/no-request',
    status: 'DENIED',
    source,
    broken: (of) => !serves(of),
  },
  {
    rule: 'message/wrong-requester',
    status: 'DENIED',
    source,
    broken: (of) => serves(of) && of.to !== of.context.question?.from,
  },
];

/** FFA_MSG_SEND_DIRECT_RESP. */
export const REPLY: readonly Clause<ReplyCase>[] = [
  {
    rule: 'message/flags',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.8, requirements QF7',
    broken: ({ flags }) => (flags & FRAMEWORK) === 0 && flags !== 0,
  },
  ...ANSWERER,
  {
    rule: 'message/response-kind',
    status: 'DENIED',
    source,
    broken: (of) => serves(of) && of.context.question?.kind !== 'plain',
  },
  {
    rule: 'message/framework-response',
    status: 'DENIED',
    source: 'ffa-hafnium 1.8, requirements QF8',
    broken: (of) => {
      const asked = of.context.question?.framework ?? 0;
      return serves(of) && of.flags !== (asked === 0 ? 0 : (FRAMEWORK | (asked + 1)) >>> 0);
    },
  },
  {
    rule: 'message/response-width',
    status: 'DENIED',
    source: 'clients-linux-uboot-pkvm 1.9',
    broken: (of) => serves(of) && of.context.question?.wide !== of.wide,
  },
];

/** FFA_MSG_SEND_DIRECT_RESP2. */
export const REPLY_OF_SERVICE: readonly Clause<ReplyCase>[] = [
  {
    rule: 'message/flags',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.2, 1.8',
    broken: ({ flags }) => flags !== 0,
  },
  ...ANSWERER,
  {
    rule: 'message/response-kind',
    status: 'DENIED',
    source,
    broken: (of) => serves(of) && of.context.question?.kind !== 'to a service',
  },
];
