import { send } from '../rules/send.ts';
import type { Mediation } from './mediation.ts';

/** Whether guests may share memory with each other, and so know of each other. */
export function canMeetGuests({ policy }: Mediation): boolean {
  return !policy.enforces(send.normalWorldOnly);
}
