import { addressIn, type Frame, succeed } from '../abi/frame.ts';
import { message as rules } from '../rules/message.ts';
import { MODEL } from './contexts.ts';
import type { Manager } from './manager.ts';

/** FFA_SECONDARY_EP_REGISTER: x1 where the other execution contexts start. The last address that is registered counts. */
export function secondaryEpRegister(m: Manager, frame: Frame): void {
  const late = m.contexts.model[m.context] !== MODEL.INIT;
  if (late && m.verdict.refuse(rules.registerAfterInit)) return;
  m.endpoints.secondaryEntry[m.caller.slot] = addressIn(frame, 1, true);
  succeed(frame);
}
