/**
 * What a trusted OS makes of a request, in GlobalPlatform's codes.
 *
 * Source: spmc-tfa-optee 5.2, 5.4; GlobalPlatform TEE Client API 4.4.2, 4.4.3.
 */

import { hexText } from '../../abi/hex.ts';

export const TEE_RESULT = {
  SUCCESS: 0,
  GENERIC: 0xffff_0000,
  CANCEL: 0xffff_0002,
  BAD_PARAMETERS: 0xffff_0006,
  BAD_STATE: 0xffff_0007,
  ITEM_NOT_FOUND: 0xffff_0008,
  NOT_IMPLEMENTED: 0xffff_0009,
  NOT_SUPPORTED: 0xffff_000a,
  OUT_OF_MEMORY: 0xffff_000c,
  BUSY: 0xffff_000d,
  COMMUNICATION: 0xffff_000e,
  SECURITY: 0xffff_000f,
  SHORT_BUFFER: 0xffff_0010,
} as const;

type TeeResultName = keyof typeof TEE_RESULT;

/** Who says so. */
export const ORIGIN = { COMMUNICATION: 2, TRUSTED_OS: 3, TRUSTED_APP: 4 } as const;

/** A request that comes to nothing, as an exception in the thread that works at it; it goes into the answer. */
export class TeeError extends Error {
  /** TEE_RESULT, or what the normal world made of an RPC. */
  readonly result: number;
  /** ORIGIN. */
  readonly origin: number;

  constructor(result: TeeResultName | number, origin: number = ORIGIN.TRUSTED_OS) {
    super(typeof result === 'string' ? result : hexText(result));
    this.name = 'TeeError';
    this.origin = origin;
    this.result = typeof result === 'string' ? TEE_RESULT[result] : result;
  }
}
