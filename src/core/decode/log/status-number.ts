import { STATUS, type StatusName, statusName } from '../../abi/statuses.ts';

/**
 * What drivers of Linux and U-Boot make of a status, by its number in Linux; -4 is left to FF-A, and -11 stands for two.
 *
 * Source: clients-linux-uboot-pkvm 1.13.
 */
const ERRNO: Readonly<Record<number, StatusName>> = {
  [-95]: 'NOT_SUPPORTED',
  [-22]: 'INVALID_PARAMETERS',
  [-12]: 'NO_MEMORY',
  [-16]: 'BUSY',
  [-13]: 'DENIED',
  [-11]: 'RETRY',
  [-125]: 'ABORTED',
  [-61]: 'NO_DATA',
};

/** The status that a negative number stands for, as FF-A or as a driver has it; `undefined` for any other number. */
export function statusOfNumber(number: number): string | undefined {
  const known = Object.values<number>(STATUS).includes(number);
  return known ? statusName(number) : ERRNO[number];
}
