import type { UuidWords } from '../../../abi/uuid.ts';
import { TeeError } from '../results.ts';
import type { TrustedApp } from '../trusted-app.ts';

/** Gives so many random bytes. */
export type RandomSource = (bytes: number) => Uint8Array;

/** ab7a617c-b8e7-4d8f-8301-d09b61036b64 */
const RANDOM_UUID: UuidWords = [0x7c61_7aab, 0x8f4d_e7b8, 0x9bd0_0183, 0x646b_0361];

const FUNCTION = { ENTROPY: 0, FACTS: 1 } as const;

/** Bytes of one request. */
const MOST_BYTES = 4096;
/** Bytes of a second, by which drivers decide how long to wait for what they did not get; it never comes to that. */
const BYTES_PER_SECOND = 1_000_000n;
/** Bits of entropy in 1024 bits. */
const QUALITY = 1024n;

/**
 * The application that Linux makes its hardware random number generator of.
 *
 * Source: Linux, drivers/char/hw_random/optee-rng.c (commit 08df88fa142f).
 */
export function random(source: RandomSource): TrustedApp {
  return {
    uuid: RANDOM_UUID,
    device: true,
    commands: new Map([
      [
        FUNCTION.ENTROPY,
        {
          takes: ['memory inout'],
          *run(call) {
            const entropy = call.memory(0);
            if (entropy.room > MOST_BYTES) throw new TeeError('NOT_SUPPORTED');
            yield* entropy.write(source(entropy.room));
          },
        },
      ],
      [
        FUNCTION.FACTS,
        {
          takes: ['value out'],
          run(call) {
            const facts = call.value(0);
            facts.a = BYTES_PER_SECOND;
            facts.b = QUALITY;
            return undefined;
          },
        },
      ],
    ]),
  };
}
