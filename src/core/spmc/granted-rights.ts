import { DATA_MASK, DATA_RO, INSTRUCTION_MASK, INSTRUCTION_X } from '../abi/bits.ts';
import { EXECUTE, READ, type Rights, WRITE } from '../memory/page-word.ts';

/**
 * The rights that the permissions of an access descriptor stand for. Data that is not said to be read-only is the sender's to write, and
 * so the receiver's; instructions are executed only where that is said.
 *
 * Source: ffa-hafnium 2.3, 3.5.
 */
export function grantedRights(permissions: number): Rights {
  const data = (permissions & DATA_MASK) === DATA_RO ? READ : READ | WRITE;
  return (permissions & INSTRUCTION_MASK) === INSTRUCTION_X ? data | EXECUTE : data;
}
