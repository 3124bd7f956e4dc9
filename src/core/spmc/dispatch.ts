import { succeed } from '../abi/frame.ts';
import { ANYBODY, CALLER } from './caller-kind.ts';
import { fragRx } from './deliver.ts';
import type { Service } from './dispatch-table.ts';
import { ffaFeatures } from './features.ts';
import { fragTx } from './fragments.ts';
import { rxRelease, rxtxMap, rxtxUnmap } from './mailbox.ts';
import { type Handler, SPMC_ID } from './manager.ts';
import { directRequest, directResponse, msgWait, run } from './messages.ts';
import { partitionInfoGet, partitionInfoGetRegs } from './partition-info.ts';
import { reclaim } from './reclaim.ts';
import { relinquish } from './relinquish.ts';
import { retrieveRequest } from './retrieve.ts';
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
  FFA_MSG_WAIT: { handler: msgWait, offered: CALLER.SECURE },
  FFA_RUN: { handler: run, offered: ANYBODY },
  FFA_MEM_SHARE: { handler: memShare, offered: ANYBODY },
  FFA_MEM_LEND: { handler: memLend, offered: ANYBODY },
  FFA_MEM_DONATE: { handler: memDonate, offered: ANYBODY },
  FFA_MEM_RETRIEVE_REQ: { handler: retrieveRequest, offered: ANYBODY },
  FFA_MEM_RELINQUISH: { handler: relinquish, offered: ANYBODY },
  FFA_MEM_RECLAIM: { handler: reclaim, offered: ANYBODY },
  FFA_MEM_FRAG_RX: { handler: fragRx, offered: ANYBODY },
  FFA_MEM_FRAG_TX: { handler: fragTx, offered: ANYBODY },
};
