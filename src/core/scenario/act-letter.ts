import { isError } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { bytesText } from '../abi/hex.ts';
import { layoutsOf, MESSAGE_1_1 } from '../abi/layouts.ts';
import { encodeMessageHeader } from '../abi/message-header.ts';
import { VERSION_1_1 } from '../abi/versions.ts';
import { callFunction } from '../client/driver.ts';
import { errorOf } from '../client/errors.ts';
import { write } from '../client/port.ts';
import type { MessageAct, ReceiveAct } from './act.ts';
import { patched } from './patch.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Sends an indirect message, spoiled where the step says so. */
export function message(stage: Stage, step: Step, { to, bytes, patches, registers }: MessageAct): Result {
  return stage.perform(step, function* ({ driver }) {
    // Who speaks FF-A 1.0 has no such messages, and hears so from the manager.
    const version = Math.max(driver.version, VERSION_1_1);
    const offset = (layoutsOf(version).message ?? MESSAGE_1_1).size;
    const header = encodeMessageHeader(
      { sender: driver.id, receiver: stage.idOf(to), offset, size: bytes.length, flags: 0 },
      version,
    );
    const whole = new Uint8Array(offset + bytes.length);
    whole.set(header);
    whole.set(bytes, offset);
    yield* write(driver.mapped().tx, patched(whole, patches));
    const answer = yield* callFunction('FFA_MSG_SEND2', registers);
    if (isError(answer)) throw errorOf(functionId('FFA_MSG_SEND2'), answer);
    return DONE;
  });
}

export function receive(stage: Stage, step: Step, { from, bytes }: ReceiveAct): Result {
  return stage.perform(step, function* (ffa) {
    const { sender, payload } = yield* ffa.receive();
    const other = from !== undefined && stage.idOf(from) !== sender;
    if (other) return doneUnless(`it is from ${stage.nameOf(sender)}`);
    const same = bytes === undefined || bytesText(bytes) === bytesText(payload);
    return doneUnless(same ? undefined : `it says ${bytesText(payload)}`);
  });
}
