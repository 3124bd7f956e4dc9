import { cutAt } from '../abi/fragments.ts';
import { receiverOf } from '../abi/transaction.ts';
import type { Ffa } from '../client/ffa.ts';
import type { Program } from '../client/port.ts';
import {
  describe,
  type Prepared,
  type Progress,
  type SendFunction,
  sendFirst,
  sendOthers,
} from '../client/send.ts';
import type { ContinueAct, ReclaimAct, SendAct } from './act.ts';
import { patched } from './patch.ts';
import { DONE, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import { done, encoded, type NamedSend, type Stage, StepError } from './stage.ts';

/** The function that each verb of sending calls. */
export const SEND_FUNCTION: Readonly<Record<SendAct['verb'], SendFunction>> = {
  share: 'FFA_MEM_SHARE',
  lend: 'FFA_MEM_LEND',
  donate: 'FFA_MEM_DONATE',
};

export function send(stage: Stage, step: Step, act: SendAct): Result {
  const receivers = act.to.map(({ partition, ...access }) =>
    receiverOf({ endpoint: stage.idOf(partition), ...access }),
  );
  return stage.perform(step, function* (ffa) {
    const name = SEND_FUNCTION[act.verb];
    const described = encoded(() =>
      describe(ffa.driver, name, { ...act, receivers, constituents: act.memory }),
    );
    const prepared: Prepared = {
      bytes: patched(described.bytes, act.patches),
      fragments:
        act.fragments === undefined ? described.fragments : cutAt(described.bytes.length, act.fragments),
      ...(act.registers === undefined ? {} : { registers: act.registers }),
    };
    const progress = yield* sendFirst(ffa.driver, name, prepared, act.wide);
    const [, ...others] = prepared.fragments;
    const { driver } = ffa;
    const about = { verb: act.verb, sender: driver.id, tag: act.tag ?? 0n, receivers };
    const left = { bytes: prepared.bytes, fragments: others };
    const named = yield* sendRest(ffa, { ...about, handle: progress.handle, rest: left }, progress, {
      ...(act.stopAfter === undefined ? {} : { most: act.stopAfter - 1 }),
    });
    if (act.as !== undefined) stage.remember(act.as, named);
    return DONE;
  });
}

/** Sends fragments of a transaction that was begun. */
export function continueSend(stage: Stage, step: Step, act: ContinueAct): Result {
  const send = stage.sendOf(act.handle);
  const { rest } = send ?? {};
  if (send === undefined || rest === undefined) throw new StepError('nothing of it is left to be sent');
  return stage.perform(step, function* (ffa) {
    const begun: Progress = { handle: send.handle, next: rest.fragments[0]?.offset ?? 0 };
    const named = yield* sendRest(ffa, send, begun, {
      ...(act.stopAfter === undefined ? {} : { most: act.stopAfter }),
      ...(act.registers === undefined ? {} : { registers: act.registers }),
    });
    stage.remember(String(act.handle), named);
    return DONE;
  });
}

export function reclaim(stage: Stage, step: Step, act: ReclaimAct): Result {
  const handle = stage.handleOf(act.handle);
  return stage.perform(
    step,
    done((ffa) => ffa.reclaim(handle, act.flags)),
  );
}

interface HowMany extends Pick<Prepared, 'registers'> {
  /** Fragments at most; all that are left when left out. */
  readonly most?: number;
}

/** Sends what is left of a transaction, or some of it. Returns it with what is left after that. */
function* sendRest(
  { driver }: Ffa,
  send: NamedSend,
  begun: Progress,
  { most, registers }: HowMany,
): Program<NamedSend> {
  const { bytes, fragments } = send.rest ?? { bytes: new Uint8Array(), fragments: [] };
  const now = fragments.slice(0, most);
  const left = fragments.slice(now.length);
  const progress =
    now.length === 0
      ? begun
      : yield* sendOthers(
          driver,
          begun.handle,
          { bytes, ...(registers === undefined ? {} : { registers }) },
          now,
        );
  const complete = progress.next === 'complete';
  return { ...send, rest: complete ? undefined : { bytes, fragments: left } };
}
