import type { ProgramOf } from '../../board/activity.ts';
import type { Buffers } from '../../client/driver.ts';
import { serve } from '../serve.ts';
import { ECHO_APP } from './apps/echo.ts';
import { enumeration } from './apps/enumeration.ts';
import { type RandomSource, random } from './apps/random.ts';
import { TEE_LIMITS, type TeeLimits } from './limits.ts';
import { TrustedOs, type TrustedOsOptions } from './trusted-os.ts';

export interface OpteeOptions {
  /** Where the partition has its RX/TX buffers, in memory of its own. */
  readonly buffers: Buffers;
  /** Where random numbers come from. A board can only be saved, forked or replayed when it always gives the same ones. */
  readonly random: RandomSource;
  readonly limits?: Partial<TeeLimits>;
}

/** What drivers print as the version of the trusted OS: that of FF-A it speaks. */
const VERSION = { major: 1, minor: 2 } as const;

/**
 * A partition that drivers take for OP-TEE: it speaks OP-TEE's ABI over FF-A, and has trusted applications that tell of each other, give
 * random numbers and echo. It has to have OPTEE_UUID for drivers to find it.
 *
 * Source: spmc-tfa-optee 5, clients-linux-uboot-pkvm 2.
 */
export function opteeProgram({ buffers, random: source, limits }: OpteeOptions): ProgramOf {
  const devices = [random(source), ECHO_APP];
  const options: TrustedOsOptions = {
    apps: [enumeration(devices), ...devices],
    limits: { ...TEE_LIMITS, ...limits },
    version: VERSION,
  };
  return function* (ffa) {
    yield* ffa.start(buffers);
    const os = new TrustedOs(ffa, options);
    yield* serve(ffa, (message) => os.serve(message));
  };
}
