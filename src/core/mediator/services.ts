import { succeed } from '../abi/frame.ts';
import { SPMC_ID } from '../abi/operations.ts';
import { CALLER } from '../spmc/caller-kind.ts';
import { consoleLog } from '../spmc/console-log.ts';
import { fragRx } from '../spmc/deliver.ts';
import type { Service } from '../spmc/dispatch-table.ts';
import { ffaFeatures } from '../spmc/features.ts';
import { relinquish } from '../spmc/relinquish.ts';
import { retrieveRequest } from '../spmc/retrieve.ts';
import { canMeetGuests } from './between-guests.ts';
import { directRequest, directRequest2, run } from './direct.ts';
import { partitionInfoGet, partitionInfoGetRegs } from './discovery.ts';
import { msgSend2 } from './indirect.ts';
import { filling, rxRelease, rxtxMap, rxtxUnmap } from './mailbox.ts';
import type { GuestHandler, Mediation } from './mediation.ts';
import { bind, get, infoGet, set, unbind } from './notifications.ts';
import { memReclaim } from './reclaim.ts';
import { fragTx, memDonate, memLend, memShare } from './send.ts';
import { ffaVersion } from './version.ts';

/** A function that guests can use, and on what condition. */
interface GuestService {
  readonly handler: GuestHandler;
  /** The manager behind has to offer this function, by name. */
  readonly needs?: string;
  /** It is of use among guests, where they may meet. */
  readonly amongGuests?: true;
}

const idGet: GuestHandler = (m, frame) => succeed(frame, m.caller.id);
const spmIdGet: GuestHandler = (_, frame) => succeed(frame, SPMC_ID);

const SERVICES: Readonly<Record<string, GuestService>> = {
  FFA_VERSION: { handler: ffaVersion },
  FFA_FEATURES: { handler: ffaFeatures },
  FFA_ID_GET: { handler: idGet },
  FFA_SPM_ID_GET: { handler: spmIdGet, needs: 'FFA_SPM_ID_GET' },
  FFA_RXTX_MAP: { handler: rxtxMap },
  FFA_RXTX_UNMAP: { handler: rxtxUnmap },
  FFA_RX_RELEASE: { handler: rxRelease },
  FFA_PARTITION_INFO_GET: { handler: partitionInfoGet },
  FFA_PARTITION_INFO_GET_REGS: { handler: partitionInfoGetRegs },
  FFA_MSG_SEND_DIRECT_REQ: { handler: directRequest, needs: 'FFA_MSG_SEND_DIRECT_REQ' },
  FFA_MSG_SEND_DIRECT_REQ2: { handler: directRequest2, needs: 'FFA_MSG_SEND_DIRECT_REQ2' },
  FFA_RUN: { handler: run, needs: 'FFA_RUN' },
  FFA_MSG_SEND2: { handler: msgSend2, needs: 'FFA_MSG_SEND2', amongGuests: true },
  FFA_NOTIFICATION_BIND: { handler: bind, needs: 'FFA_NOTIFICATION_BIND', amongGuests: true },
  FFA_NOTIFICATION_UNBIND: { handler: unbind, needs: 'FFA_NOTIFICATION_UNBIND', amongGuests: true },
  FFA_NOTIFICATION_SET: { handler: set, needs: 'FFA_NOTIFICATION_SET', amongGuests: true },
  FFA_NOTIFICATION_GET: { handler: get, needs: 'FFA_NOTIFICATION_GET', amongGuests: true },
  FFA_NOTIFICATION_INFO_GET: { handler: infoGet, needs: 'FFA_NOTIFICATION_INFO_GET', amongGuests: true },
  FFA_MEM_SHARE: { handler: memShare, needs: 'FFA_MEM_SHARE', amongGuests: true },
  FFA_MEM_LEND: { handler: memLend, needs: 'FFA_MEM_LEND', amongGuests: true },
  FFA_MEM_DONATE: { handler: memDonate, needs: 'FFA_MEM_DONATE', amongGuests: true },
  FFA_MEM_FRAG_TX: { handler: fragTx, needs: 'FFA_MEM_FRAG_TX', amongGuests: true },
  FFA_MEM_RECLAIM: { handler: memReclaim, needs: 'FFA_MEM_RECLAIM', amongGuests: true },
  // What is borrowed is another guest's: secure partitions send nothing to guests.
  FFA_MEM_RETRIEVE_REQ: { handler: filling(retrieveRequest), amongGuests: true },
  FFA_MEM_FRAG_RX: { handler: filling(fragRx), amongGuests: true },
  FFA_MEM_RELINQUISH: { handler: relinquish, amongGuests: true },
  FFA_CONSOLE_LOG: { handler: consoleLog },
};

/**
 * The functions that guests get, after what the manager behind offers. FFA_FEATURES and the dispatcher read the same tables, so that nothing
 * is advertised that would be refused.
 */
export function servicesFor(m: Mediation): Readonly<Record<string, Service<Mediation>>> {
  const offered = Object.entries(SERVICES).filter(([, service]) => isOffered(m, service));
  return Object.fromEntries(
    offered.map(([name, { handler }]) => [name, { handler, offered: CALLER.NORMAL }]),
  );
}

function isOffered(m: Mediation, { needs, amongGuests }: GuestService): boolean {
  if (amongGuests === true && canMeetGuests(m)) return true;
  return needs === undefined ? amongGuests === undefined : m.behind.offersAny(needs);
}
