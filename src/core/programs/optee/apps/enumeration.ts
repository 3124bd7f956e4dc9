import type { UuidWords } from '../../../abi/uuid.ts';
import type { AppCommand, TrustedApp } from '../trusted-app.ts';

/** 7011a688-ddde-4053-a5a9-7b3c4ddf13b8 */
const ENUMERATION_UUID: UuidWords = [0x88a6_1170, 0x5340_dedd, 0x3c7b_a9a5, 0xb813_df4d];

/** When a client asks: at first, when tee-supplicant has come, when the RPMB has. */
const FUNCTION = { DEVICES: 0, DEVICES_WITH_SUPPLICANT: 1, DEVICES_WITH_RPMB: 2 } as const;

/**
 * The application that lists those that drivers may be bound to. Ours are all there from the start.
 *
 * Source: spmc-tfa-optee 5.6, clients-linux-uboot-pkvm 2.2.
 */
export function enumeration(apps: readonly TrustedApp[]): TrustedApp {
  const uuids = apps.filter(({ device }) => device).map(({ uuid }) => uuid);
  return {
    uuid: ENUMERATION_UUID,
    device: false,
    commands: new Map([
      [FUNCTION.DEVICES, list(uuids)],
      [FUNCTION.DEVICES_WITH_SUPPLICANT, list([])],
      [FUNCTION.DEVICES_WITH_RPMB, list([])],
    ]),
  };
}

/** Writes UUIDs, 16 bytes each. */
function list(uuids: readonly UuidWords[]): AppCommand {
  const bytes = new Uint8Array(Uint32Array.from(uuids.flat()).buffer);
  return {
    takes: ['memory out'],
    *run(call) {
      const found = call.memory(0);
      found.need(bytes.length);
      yield* found.write(bytes);
    },
  };
}
