/**
 * Messages between a driver and OP-TEE: a header, then parameters of 32 bytes each. An RPC has the same form.
 *
 * Source: spmc-tfa-optee 5.4, clients-linux-uboot-pkvm 2.5.
 */

import { type Layout, layout } from '../../abi/fields.ts';

export const MESSAGE: Layout<
  'command' | 'function' | 'session' | 'cancelId' | 'padding' | 'result' | 'origin' | 'count'
> = layout('OP-TEE message', 32, 'spmc-tfa-optee 5.4', {
  command: [0, 4, 'number', 'what is to be done'],
  function: [4, 4, 'number', 'what a trusted application is to do'],
  session: [8, 4, 'number', 'with which session; the answer to opening one'],
  cancelId: [12, 4, 'number', 'names the call for who wants to cancel it'],
  padding: [16, 4, 'reserved', 'not looked at', { policy: 'ignore' }],
  result: [20, 4, 'number', 'what came of it'],
  origin: [24, 4, 'number', 'who says so'],
  count: [28, 4, 'count', 'parameters that follow'],
});

export const VALUE_PARAMETER: Layout<'attributes' | 'a' | 'b' | 'c'> = layout(
  'OP-TEE value parameter',
  32,
  'spmc-tfa-optee 5.4',
  {
    attributes: [0, 8, 'number', 'what the parameter is'],
    a: [8, 8, 'number', 'first value, or the first half of a UUID'],
    b: [16, 8, 'number', 'second value, or the second half'],
    c: [24, 8, 'number', 'third value'],
  },
);

export const MEMORY_PARAMETER: Layout<
  'attributes' | 'offsetLow' | 'offsetHigh' | 'internalOffset' | 'size' | 'handle'
> = layout('OP-TEE memory parameter', 32, 'spmc-tfa-optee 5.4', {
  attributes: [0, 8, 'number', 'what the parameter is'],
  offsetLow: [8, 4, 'offset', 'where the memory starts in the buffer, lower 32 bits'],
  offsetHigh: [12, 2, 'offset', 'and upper 16 bits'],
  internalOffset: [14, 2, 'offset', 'where the buffer starts in its first page'],
  size: [16, 8, 'bytes-length', 'bytes of it; in the answer, those that were needed'],
  handle: [24, 8, 'handle', 'of the transaction that shared the buffer'],
});

/** Bytes of a message with so many parameters. */
export function messageBytes(parameters: number): number {
  return MESSAGE.size + parameters * VALUE_PARAMETER.size;
}
