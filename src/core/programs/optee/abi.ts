/**
 * OP-TEE's ABI over FF-A, in numbers: what a driver of the normal world asks, and what it is answered.
 *
 * Source: spmc-tfa-optee 5.2 to 5.5, clients-linux-uboot-pkvm 2.
 */

/** The partition, as drivers look for it: 486178e0-e7f8-11e3-bc5e-0002a5d5c51b. */
export const OPTEE_UUID: readonly [number, number, number, number] = [
  0xe078_6148, 0xe311_f8e7, 0x0200_5ebc, 0x1bc5_d5a5,
];

/** w3 of a direct request. Those with bit 31 start or continue a thread, which may pause on its way. */
export const SERVICE = {
  GET_API_VERSION: 0,
  GET_OS_VERSION: 1,
  EXCHANGE_CAPABILITIES: 2,
  UNREGISTER_SHM: 3,
  ENABLE_ASYNC_NOTIF: 5,
  RELEASE_PROTMEM: 8,
  YIELDING_CALL_WITH_ARG: 0x8000_0000,
  YIELDING_CALL_RESUME: 0x8000_0001,
} as const;

export const FIRST_YIELDING_SERVICE = 0x8000_0000;

/** What GET_API_VERSION answers: drivers want the major number to be 1. */
export const API_VERSION = { major: 1, minor: 0 } as const;

/**
 * w5 of the answer to EXCHANGE_CAPABILITIES: messages need not begin where a page does; notifications come of their own accord; memory is
 * protected from the normal world.
 */
export const CAPABILITY = { ARG_OFFSET: 0x1, ASYNC_NOTIF: 0x2, PROTMEM: 0x8 } as const;

/** w4 of the answer to a yielding call: it is done, has something to be done for it, or lets others have the processor. */
export const RETURN = { DONE: 0, RPC: 1, INTERRUPT: 2 } as const;

/** `command` of a message. */
export const COMMAND = {
  OPEN_SESSION: 0,
  INVOKE: 1,
  CLOSE_SESSION: 2,
  CANCEL: 3,
  DO_BOTTOM_HALF: 6,
  STOP_ASYNC_NOTIF: 7,
  GET_PROTMEM_CONFIG: 10,
  ASSIGN_PROTMEM: 11,
} as const;

/** What memory is protected for; the tag of a loan says it. */
export const USE_CASE = { SECURE_VIDEO: 1, TRUSTED_UI: 2 } as const;

/** `command` of what the normal world does for a thread. */
export const RPC = { GET_TIME: 3, NOTIFICATION: 4, SUSPEND: 5, SHM_ALLOC: 6, SHM_FREE: 7 } as const;

/** What an RPC of NOTIFICATION does. */
export const NOTIFICATION = { WAIT: 0, SEND: 1 } as const;

/** Whose memory an RPC allocates: that of tee-supplicant, or of the kernel. */
export const LENDER = { SUPPLICANT: 0, KERNEL: 1 } as const;

/** The handle of a memory parameter that refers to no memory. */
export const NO_MEMORY = 0xffff_ffff_ffff_ffffn;

/** Parameters of one RPC, as EXCHANGE_CAPABILITIES announces; the room for them is behind every message. */
export const RPC_PARAMETERS = 4;

/** Parameters of a message, those of its session included, and of what a trusted application is asked. */
export const MOST_PARAMETERS = 127;
export const APP_PARAMETERS = 4;

/** Notifications of one partition to another. */
export const NOTIFICATIONS = 64;
