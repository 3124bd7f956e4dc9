import {
  PROPERTY_DIRECT2_RECEIVE,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_INDIRECT,
  PROPERTY_NOTIFICATIONS,
} from './bits.ts';
import { hasFunction } from './functions.ts';
import { minorOf, VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3 } from './versions.ts';

/**
 * What both sides of a call do differently from one FF-A version to the next, apart from the layouts of structures (`layoutsOf`) and the
 * functions there are (`functions.ts`). An endpoint is served by the row of the version it negotiated.
 */
export interface Behaviours {
  /** FFA_FEATURES knows of features that are no functions. */
  readonly features: boolean;
  /** FFA_FEATURES tells how many pages RX/TX buffers may have. Older drivers take that for a demand they cannot meet. */
  readonly bufferMaximum: boolean;
  /** Retrieve responses carry the NS bit only for those who said in FFA_FEATURES that they know it. Later versions all do. */
  readonly nsBitOnRequest: boolean;
  /** FFA_MSG_WAIT may keep RX. */
  readonly retainRx: boolean;
  /** FFA_PARTITION_INFO_GET states the size of a description. */
  readonly infoSize: boolean;
  /** Discovery names a partition once for each of its services, not once. */
  readonly everyService: boolean;
  /** Discovery finds partitions by the UUID of their image, too. */
  readonly imageUuids: boolean;
  /** `PROPERTY_*` that a partition of this version can have. */
  readonly ownProperties: number;
  /** `PROPERTY_*` that a caller of this version is told of others. */
  readonly knownProperties: number;
  /** FFA_CONSOLE_LOG_64 carries at most so many characters. */
  readonly consoleCharacters: number;
  /** There are notifications. */
  readonly notifications: boolean;
  /** There are indirect messages. */
  readonly indirectMessages: boolean;
  /** Direct requests can name a service: FFA_MSG_SEND_DIRECT_REQ2. */
  readonly serviceRequests: boolean;
  /** Discovery works without RX: FFA_PARTITION_INFO_GET_REGS. */
  readonly infoInRegisters: boolean;
}

const BEHAVIOURS_1_0: Behaviours = {
  features: false,
  bufferMaximum: false,
  nsBitOnRequest: true,
  retainRx: false,
  infoSize: false,
  everyService: false,
  imageUuids: false,
  ownProperties: ~(
    PROPERTY_INDIRECT |
    PROPERTY_NOTIFICATIONS |
    PROPERTY_DIRECT2_RECEIVE |
    PROPERTY_DIRECT2_SEND
  ),
  knownProperties: 0x7,
  consoleCharacters: 48,
  ...callsOf(VERSION_1_0),
};

const BEHAVIOURS_1_1: Behaviours = {
  ...BEHAVIOURS_1_0,
  features: true,
  nsBitOnRequest: false,
  infoSize: true,
  ownProperties: ~(PROPERTY_DIRECT2_RECEIVE | PROPERTY_DIRECT2_SEND),
  knownProperties: -1,
  ...callsOf(VERSION_1_1),
};

const BEHAVIOURS_1_2: Behaviours = {
  ...BEHAVIOURS_1_1,
  bufferMaximum: true,
  retainRx: true,
  everyService: true,
  ownProperties: -1,
  consoleCharacters: 128,
  ...callsOf(VERSION_1_2),
};

const BEHAVIOURS_1_3: Behaviours = {
  ...BEHAVIOURS_1_2,
  imageUuids: true,
  ...callsOf(VERSION_1_3),
};

const BY_MINOR: readonly Behaviours[] = [BEHAVIOURS_1_0, BEHAVIOURS_1_1, BEHAVIOURS_1_2, BEHAVIOURS_1_3];

/**
 * The behaviours of a version of FF-A 1. Those of versions that are not known yet are those of the last one that is.
 *
 * Source: ffa-hafnium 1.2 to 1.9.
 */
export function behavioursOf(version: number): Behaviours {
  return BY_MINOR[Math.min(minorOf(version), BY_MINOR.length - 1)];
}

/** What follows from the functions a version has. */
function callsOf(
  version: number,
): Pick<Behaviours, 'notifications' | 'indirectMessages' | 'serviceRequests' | 'infoInRegisters'> {
  return {
    notifications: hasFunction(version, 'FFA_NOTIFICATION_BIND'),
    indirectMessages: hasFunction(version, 'FFA_MSG_SEND2'),
    serviceRequests: hasFunction(version, 'FFA_MSG_SEND_DIRECT_REQ2'),
    infoInRegisters: hasFunction(version, 'FFA_PARTITION_INFO_GET_REGS'),
  };
}
