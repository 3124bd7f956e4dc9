import { encodeRelinquish } from '../abi/relinquish.ts';
import type { Constituent, Receiver } from '../abi/transaction.ts';
import { receiverOf } from '../abi/transaction.ts';
import {
  asAsked,
  describeRequest,
  relinquishPrepared,
  retrieveFirst,
  retrievePrepared,
  TYPE_FLAG,
} from '../client/retrieve.ts';
import { addressText } from '../memory/pages.ts';
import type { RelinquishAct, RetrieveAct } from './act.ts';
import { SEND_FUNCTION } from './act-send.ts';
import { patched } from './patch.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import { done, encoded, type NamedSend, type Stage, StepError } from './stage.ts';

export function retrieve(stage: Stage, step: Step, act: RetrieveAct): Result {
  const handle = stage.handleOf(act.handle);
  const send = stage.sendOf(act.handle);
  const receivers =
    act.receivers?.map(({ partition, ...access }) =>
      receiverOf({ endpoint: stage.idOf(partition), ...access }),
    ) ?? receiversOf(send);
  const sender = act.from === undefined ? send?.sender : stage.idOf(act.from);
  if (sender === undefined) throw new StepError('say who sent it: from');
  return stage.perform(step, function* (ffa) {
    const bytes = encoded(() =>
      describeRequest(ffa.driver, {
        handle,
        sender,
        receivers,
        tag: act.tag ?? send?.tag ?? 0n,
        flags: act.flags ?? (send === undefined ? 0 : TYPE_FLAG[SEND_FUNCTION[send.verb]]),
        attributes: act.attributes ?? 0,
      }),
    );
    const request = patched(bytes, act.patches);
    if (act.firstOnly === true) {
      yield* retrieveFirst(ffa.driver, request, act.registers, act.wide);
      return DONE;
    }
    const { composite } = yield* retrievePrepared(ffa.driver, handle, request, act.registers, act.wide);
    return doneUnless(differs(composite?.constituents ?? [], act.gives));
  });
}

export function relinquish(stage: Stage, step: Step, act: RelinquishAct): Result {
  const handle = stage.handleOf(act.handle);
  return stage.perform(
    step,
    done((ffa) => {
      const bytes = encoded(() =>
        encodeRelinquish({ handle, flags: act.flags ?? 0, endpoints: [ffa.driver.id] }),
      );
      return relinquishPrepared(ffa.driver, patched(bytes, act.patches), act.registers);
    }),
  );
}

function receiversOf(send: NamedSend | undefined): readonly Receiver[] {
  if (send === undefined) throw new StepError('say who retrieves it: receivers');
  return asAsked(SEND_FUNCTION[send.verb], send.receivers);
}

function differs(
  given: readonly Constituent[],
  expected: readonly Constituent[] | undefined,
): string | undefined {
  const same = expected === undefined || text(given) === text(expected);
  return same ? undefined : `the response gives ${text(given)}`;
}

function text(constituents: readonly Constituent[]): string {
  return constituents.map(({ address, pages }) => `${addressText(address)}+${pages}`).join(' ');
}
