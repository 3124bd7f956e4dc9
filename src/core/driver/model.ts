import type { Errno } from '../abi/errno.ts';
import type { StatusName } from '../abi/statuses.ts';
import type { SendFunction } from '../client/send.ts';
import type { ErrnoTable } from './errno.ts';

/** What a driver does when it starts, in the order of its list. */
export type ProbeStep =
  | 'version'
  | 'id'
  | 'buffers'
  | 'wide-memory'
  | 'service-requests'
  | 'notifications'
  | 'partitions';

/** What a driver offers to its clients. */
export type Operation =
  | 'partition-info'
  | 'direct-request'
  | 'service-request'
  | 'message'
  | 'share'
  | 'lend'
  | 'donate'
  | 'reclaim'
  | 'run'
  | 'notifications'
  | 'separate-buffer';

/** How the answer to FFA_FEATURES(FFA_RXTX_MAP) is read. */
export interface BufferSizes {
  /** The bits of w2 that say how large a buffer has to be. */
  readonly mask: number;
  /** Pages of 4 KiB by the number in those bits. What is not in the list is refused. */
  readonly pages: readonly number[];
  /** Bits 31:16 say how large a buffer may be, 0 for any size. */
  readonly maximum: boolean;
  /** Without an answer the driver does not start; otherwise it takes one page for granted. */
  readonly needed: boolean;
}

/** Everything in which drivers differ. The code asks these rows and never who the driver is. */
export interface Traits {
  /** The version it offers, and the highest it speaks. */
  readonly version: number;
  /** Whether it asks again for the manager's version where that is older, so that the two agree on it. */
  readonly asksAgain: boolean;
  /** What it makes of a refused version, and of one that it does not speak. */
  readonly versionErrnos: ErrnoTable;
  /** Bits of x0 that it looks at to see that the version is refused. */
  readonly versionWidth: 32 | 64;
  readonly probe: readonly ProbeStep[];
  readonly bufferSizes: BufferSizes;
  /** Functions of which one has to be there for 64-bit memory calls; none: it makes 32-bit ones. */
  readonly wideMemory: readonly number[];
  /** Functions of which one has to be there for requests to a service. */
  readonly serviceRequests: readonly number[];
  /** Whether it asks for FFA_PARTITION_INFO_GET_REGS each time, and takes it where it is. */
  readonly registersFirst: boolean;
  /** Whether it counts partitions before it lists them. */
  readonly countsFirst: boolean;
  /** Whether it starts only where there are partitions. */
  readonly needsPartitions: boolean;
  /** Whether it has a device for its own endpoint, where the manager lists none. */
  readonly ownDevice: boolean;
  /** Whether it remembers partitions, and asks again only for a UUID that it has not asked for. */
  readonly remembersPartitions: boolean;
  /** How a UUID is written: as everywhere, or with the bytes of each group turned around. */
  readonly uuidGroups: 'as-written' | 'turned';
  /** What comes of a UUID that nobody has, and of a text that is none. */
  readonly noPartition: Errno;
  readonly badUuid: Errno;
  /** What comes of a list of partitions that cannot be had, where it is not that of its status. */
  readonly listErrno: Errno | 'by-status';
  /** Whether it does not look at what FFA_RX_RELEASE comes to. */
  readonly ignoresRelease: boolean;
  /** Whether FFA_RXTX_UNMAP names the endpoint. */
  readonly namedUnmap: boolean;
  /** Answers after which it runs a partition on, until it has answered a direct request. */
  readonly resumes: readonly string[];
  /** Whether FFA_SUCCESS answers a direct request, without data. */
  readonly silentAnswers: boolean;
  /** The FF-A version whose header indirect messages have. */
  readonly messageHeader: number;
  /** Whether it takes indirect messages out of RX when the framework notifies it. */
  readonly receivesMessages: boolean;
  /** Flags of FFA_NOTIFICATION_GET, for endpoint 0 and for others. */
  readonly notificationSources: { readonly first: number; readonly others: number };
  readonly operations: readonly Operation[];
  /** Attributes of a send; left out: what FF-A wants of it. */
  readonly attributes: Readonly<Partial<Record<SendFunction, number>>>;
  /** Ranges of one send at most. */
  readonly ranges: number;
  /** Whether it sends descriptors in fragments and resumes memory calls that pause. */
  readonly fragments: boolean;
  /** Whether every answer to a fragment has to name the handle and offset that it has to. */
  readonly checksFragments: boolean;
  /** What comes of a failure before the last fragment, where it is not that of its status. */
  readonly fragmentErrno: Errno | 'by-status';
  /** What comes of an answer to a fragment that is none. */
  readonly oddFragment: Errno | 'by-status';
  /** What comes of a descriptor whose first fragment does not fit TX. */
  readonly tooLong: Errno;
  /** Whether it reclaims what it could not send whole. */
  readonly reclaimsPartial: boolean;
  /** Statuses after which it makes a call again. */
  readonly repeats: readonly StatusName[];
  /** What comes of an answer that is neither FFA_ERROR nor what was asked for. */
  readonly oddAnswer: Errno | 'by-status';
  /** Whether whatever is not FFA_ERROR is a success, where nothing is read from the answer. */
  readonly anySuccess: boolean;
  readonly errnos: ErrnoTable;
}

/** A driver as data: each trait with the row of the reference that says so. */
export type Rows = { readonly [Trait in keyof Traits]: readonly [value: Traits[Trait], source: string] };

export interface DriverModel extends Traits {
  readonly name: string;
  /** Whose driver it is. */
  readonly about: string;
  readonly sources: Readonly<Record<keyof Traits, string>>;
}

/** A model from its rows. */
export function modelOf(name: string, about: string, rows: Rows): DriverModel {
  const columns = (column: 0 | 1) =>
    Object.fromEntries(Object.entries(rows).map(([trait, row]) => [trait, row[column]]));
  // Rows has exactly the traits; the type system does not follow Object.entries.
  const traits = columns(0) as unknown as Traits;
  return { name, about, ...traits, sources: columns(1) as DriverModel['sources'] };
}
