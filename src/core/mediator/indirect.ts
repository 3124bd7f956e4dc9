import { type Frame, isError, succeed, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { isSecureId } from '../abi/operations.ts';
import { packHalves, upperHalf } from '../abi/words.ts';
import { checkAddressing } from '../rules/check-message.ts';
import { indirect as rules } from '../rules/indirect.ts';
import { mediator as mediatorRules } from '../rules/mediator.ts';
import { RX } from '../spmc/endpoints.ts';
import { deliverLetter, takeLetter } from '../spmc/indirect.ts';
import { agreed } from './agreement.ts';
import { returnRx, withRxOf } from './mailbox.ts';
import type { Mediation } from './mediation.ts';

const FFA_MSG_SEND2: number = functionId('FFA_MSG_SEND2');

/** FFA_MSG_SEND2: to guests as in any manager; for secure partitions the manager behind takes the message out of the guest's TX itself. */
export function msgSend2(m: Mediation, frame: Frame): void {
  const { verdict, caller, letter } = m;
  if (upperHalf(w(frame, 1)) !== 0 && verdict.refuseRegister(rules.senderField, 1)) return;
  if (!takeLetter(m, caller.slot)) return;
  if (!isSecureId(letter.receiver)) sendToGuest(m, frame);
  else if (!checkAddressing(letter, caller.id, verdict)) return;
  else if (m.guests.announced[caller.slot] === 0) verdict.refuse(mediatorRules.notBehind);
  else if (agreed(m, frame, m.ask(FFA_MSG_SEND2, packHalves(m.guests.idBehind[caller.slot], 0), w(frame, 2))))
    succeed(frame);
}

/**
 * The message is written by us, so the manager behind has to leave the receiver's RX alone. A guest without FF-A, or without a version, is nobody.
 *
 * Source: xen-mediator 16.
 */
function sendToGuest(m: Mediation, frame: Frame): void {
  const { caller, endpoints, verdict } = m;
  const named = endpoints.slotOf(m.letter.receiver);
  const to = m.isPresent(named) ? named : 0;
  const free = endpoints.rx[to] === RX.EMPTY;
  const answer = free ? withRxOf(m, to) : undefined;
  if (answer !== undefined && isError(answer) && verdict.refuse(rules.receiverBusy)) return;
  deliverLetter(m, frame, caller.slot, to);
  if (free && endpoints.rx[to] === RX.EMPTY) returnRx(m, to);
}
