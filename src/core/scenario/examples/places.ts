import { type Field, writeField } from '../../abi/fields.ts';
import { ACCESS_32, COMPOSITE, CONSTITUENT, HEADER_1_1 } from '../../abi/layouts.ts';
import type { Patch } from '../act.ts';
import type { Step } from '../scenario.ts';

/** Where an access descriptor of a FF-A 1.2 descriptor starts. */
export function accessAt(index = 0): number {
  return HEADER_1_1.size + index * ACCESS_32.size;
}

/** Where the composite starts behind so many receivers. */
export function compositeAt(receivers = 1): number {
  return accessAt(receivers);
}

/** Where a constituent starts behind one receiver; for the number of them, how long the descriptor is. */
export function constituentAt(index: number): number {
  return compositeAt() + COMPOSITE.size + index * CONSTITUENT.size;
}

/** Length of the descriptor of one run of pages for one receiver. */
export const SEND_LENGTH: number = constituentAt(1);
/** Length of a retrieve request of one receiver. */
export const REQUEST_LENGTH: number = accessAt(1);

/** Another value for a field of a structure that starts at byte `base`. */
export function patch(field: Field, value: number, base = 0): Patch {
  const bytes = new Uint8Array(field.width);
  writeField(bytes, 0, { ...field, offset: 0 }, BigInt(value));
  return { at: base + field.offset, bytes };
}

type Place = Pick<Step, 'expect'>;

/** The refusal points at a field of a structure that starts at byte `base`. */
export function inField(field: Field, base = 0): Place {
  return inBytes(base + field.offset, field.width);
}

/** The refusal points at bytes of the descriptor. */
export function inBytes(offset: number, length: number): Place {
  return { expect: { bytes: { offset, length } } };
}

/** The refusal points at an argument register. */
export function inRegister(register: number): Place {
  return { expect: { register } };
}
