import { succeed } from '../abi/frame.ts';
import { SPMC_ID } from '../abi/operations.ts';
import { VERSION_1_2 } from '../abi/versions.ts';
import { permission } from '../rules/permission.ts';
import { ffaAbort, ffaError } from './abort.ts';
import { ANYBODY, CALLER } from './caller-kind.ts';
import { consoleLog } from './console-log.ts';
import { fragRx } from './deliver.ts';
import { directRequest, directRequest2, directResponse, directResponse2 } from './direct-messages.ts';
import type { Service } from './dispatch-table.ts';
import { ffaFeatures } from './features.ts';
import { fragTx } from './fragments.ts';
import { msgSend2, rxAcquire } from './indirect.ts';
import { rxRelease, rxtxMap, rxtxUnmap } from './mailbox.ts';
import type { Handler } from './manager.ts';
import { infoGet } from './notification-info.ts';
import { bind, bitmapCreate, bitmapDestroy, get, set, unbind } from './notifications.ts';
import { partitionInfoGet, partitionInfoGetRegs } from './partition-info.ts';
import { memPermGet, memPermSet } from './permissions.ts';
import { reclaim } from './reclaim.ts';
import { relinquish } from './relinquish.ts';
import { nsResInfoGet } from './resources.ts';
import { retrieveRequest } from './retrieve.ts';
import { msgWait, run, yieldProcessor } from './scheduling.ts';
import { secondaryEpRegister } from './secondary.ts';
import { memDonate, memLend, memShare } from './send.ts';
import { ffaVersion } from './version.ts';

const idGet: Handler = (m, frame) => succeed(frame, m.caller.id);
const spmIdGet: Handler = (_, frame) => succeed(frame, SPMC_ID);

/** The functions that the manager implements, and who may call them. The tables of all versions are built from this one. */
export const SERVICES: Readonly<Record<string, Service>> = {
  FFA_VERSION: { handler: ffaVersion, offered: ANYBODY },
  FFA_FEATURES: { handler: ffaFeatures, offered: ANYBODY },
  FFA_ID_GET: { handler: idGet, offered: ANYBODY },
  FFA_SPM_ID_GET: { handler: spmIdGet, offered: ANYBODY },
  FFA_RXTX_MAP: { handler: rxtxMap, offered: ANYBODY },
  FFA_RXTX_UNMAP: { handler: rxtxUnmap, offered: ANYBODY },
  FFA_RX_RELEASE: { handler: rxRelease, offered: ANYBODY },
  FFA_PARTITION_INFO_GET: { handler: partitionInfoGet, offered: ANYBODY },
  FFA_PARTITION_INFO_GET_REGS: { handler: partitionInfoGetRegs, offered: ANYBODY },
  FFA_MSG_SEND_DIRECT_REQ: { handler: directRequest, offered: ANYBODY },
  FFA_MSG_SEND_DIRECT_RESP: { handler: directResponse, offered: CALLER.SECURE },
  FFA_MSG_SEND_DIRECT_REQ2: { handler: directRequest2, offered: ANYBODY },
  FFA_MSG_SEND_DIRECT_RESP2: { handler: directResponse2, offered: CALLER.SECURE },
  FFA_MSG_SEND2: { handler: msgSend2, offered: ANYBODY },
  FFA_RX_ACQUIRE: { handler: rxAcquire, offered: CALLER.HYPERVISOR },
  FFA_NOTIFICATION_BITMAP_CREATE: { handler: bitmapCreate, offered: CALLER.HYPERVISOR },
  FFA_NOTIFICATION_BITMAP_DESTROY: { handler: bitmapDestroy, offered: CALLER.HYPERVISOR },
  FFA_NOTIFICATION_BIND: { handler: bind, offered: ANYBODY },
  FFA_NOTIFICATION_UNBIND: { handler: unbind, offered: ANYBODY },
  FFA_NOTIFICATION_SET: { handler: set, offered: ANYBODY },
  FFA_NOTIFICATION_GET: { handler: get, offered: ANYBODY },
  FFA_NOTIFICATION_INFO_GET: { handler: infoGet, offered: CALLER.HYPERVISOR },
  FFA_MEM_PERM_GET: { handler: memPermGet, offered: CALLER.USER, refusesPartitions: permission.level },
  FFA_MEM_PERM_SET: { handler: memPermSet, offered: CALLER.USER, refusesPartitions: permission.level },
  FFA_CONSOLE_LOG: { handler: consoleLog, offered: ANYBODY },
  FFA_SECONDARY_EP_REGISTER: { handler: secondaryEpRegister, offered: CALLER.SEVERAL },
  FFA_YIELD: { handler: yieldProcessor, offered: CALLER.SECURE },
  FFA_MSG_WAIT: { handler: msgWait, offered: CALLER.SECURE },
  FFA_RUN: { handler: run, offered: ANYBODY },
  FFA_NS_RES_INFO_GET: { handler: nsResInfoGet, offered: CALLER.NORMAL },
  FFA_ERROR: { handler: ffaError, offered: CALLER.SECURE, until: VERSION_1_2 },
  FFA_ABORT: { handler: ffaAbort, offered: CALLER.SECURE },
  FFA_MEM_SHARE: { handler: memShare, offered: ANYBODY },
  FFA_MEM_LEND: { handler: memLend, offered: ANYBODY },
  FFA_MEM_DONATE: { handler: memDonate, offered: ANYBODY },
  FFA_MEM_RETRIEVE_REQ: { handler: retrieveRequest, offered: ANYBODY },
  FFA_MEM_RELINQUISH: { handler: relinquish, offered: ANYBODY },
  FFA_MEM_RECLAIM: { handler: reclaim, offered: ANYBODY },
  FFA_MEM_FRAG_RX: { handler: fragRx, offered: ANYBODY },
  FFA_MEM_FRAG_TX: { handler: fragTx, offered: ANYBODY },
};
