import type { Frame } from '../../abi/frame.ts';
import { packHalves } from '../../abi/words.ts';
import type { Attempt } from '../came.ts';
import { accepted, type Body, waits } from '../checks.ts';
import type { Party } from '../party.ts';

/** A direct request that its receiver has and has not answered yet. */
export interface Asked {
  /** The registers that the receiver found. */
  readonly request: Frame;
  /** What the requester gets when it is answered. */
  answer(): Attempt<Frame>;
}

/** Registers of a direct request with five values, or of its response. */
export function parties(
  from: Party,
  to: { readonly id: number },
  data: readonly number[] = [],
): Record<number, number> {
  return {
    1: packHalves(from.id, to.id),
    ...Object.fromEntries(data.map((value, index) => [3 + index, value])),
  };
}

/** A party sends a direct request, and its receiver finds it. */
export function* asks(
  what: string,
  from: Party,
  to: Party,
  args: Record<number, number | bigint> = parties(from, to),
  name = 'FFA_MSG_SEND_DIRECT_REQ',
  width: 32 | 64 = 32,
): Body<Asked> {
  const answer = yield* waits(what, from.call(name, args, width));
  const request = yield* accepted(`${what}: it arrives`, to.collect());
  return { request, answer };
}

/** The receiver of a request answers it, and the requester goes on. Returns what the requester finds. */
export function* answers(
  what: string,
  asked: Asked,
  from: Party,
  to: Party,
  data: readonly number[] = [],
  width: 32 | 64 = 32,
): Body<Frame> {
  yield* waits(what, from.call('FFA_MSG_SEND_DIRECT_RESP', parties(from, to, data), width));
  return yield* accepted(`${what}: it arrives`, asked.answer());
}
