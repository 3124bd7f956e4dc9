import { FFA_ERROR, FFA_SUCCESS_32, w } from '../abi/frame.ts';
import { FUNCTIONS, functionId, hasWidth } from '../abi/functions.ts';
import { PARTITION_INFO_24 } from '../abi/layouts.ts';
import { isSecureId } from '../abi/operations.ts';
import { decodePartitionInfo } from '../abi/partition-info.ts';
import { majorOf, VERSION_1_1 } from '../abi/versions.ts';
import { addressOf, PAGE_SIZE } from '../memory/pages.ts';
import type { Mediation } from './mediation.ts';

const FFA_VERSION: number = functionId('FFA_VERSION');
const FFA_FEATURES: number = functionId('FFA_FEATURES');
const FFA_RXTX_MAP: number = functionId('FFA_RXTX_MAP', 64);
const FFA_PARTITION_INFO_GET: number = functionId('FFA_PARTITION_INFO_GET');
const FFA_RX_RELEASE: number = functionId('FFA_RX_RELEASE');

/** The retrieve of a caller that understands the NS bit; other functions are asked about without input. */
const NS_BIT = 0x2;

/**
 * Finds out whether there is a manager behind, what it offers, and who is there. Nothing is offered to a guest before. Without a manager that
 * can be understood the guests have each other only.
 *
 * Source: xen-mediator 3.
 */
export function probe(m: Mediation): void {
  const { behind } = m;
  behind.forget();
  m.processor = m.ownProcessor;
  m.partitions.rows = [];
  behind.version = agreedVersion(m);
  if (behind.version === 0) return;
  noteFunctions(m);
  if (!mapOwnBuffers(m) || !listPartitions(m)) behind.forget();
}

/** The older of the two newest versions; 0 when there is no manager, or one too old, or of another major version. */
function agreedVersion(m: Mediation): number {
  const own = m.policy.version;
  const theirs = w(m.ask(FFA_VERSION, own), 0);
  const known = theirs >>> 31 === 0 && majorOf(theirs) === majorOf(own) && theirs >= VERSION_1_1;
  if (!known) return 0;
  if (theirs >= own) return own;
  // It is the manager's version that is spoken: it has to hear so.
  return w(m.ask(FFA_VERSION, theirs), 0) === theirs ? theirs : 0;
}

function noteFunctions(m: Mediation): void {
  for (const row of FUNCTIONS)
    for (const width of [32, 64] as const) {
      if (!hasWidth(row, width)) continue;
      const id = functionId(row.name, width);
      const input = row.name === 'FFA_MEM_RETRIEVE_REQ' ? NS_BIT : 0;
      if (w(m.ask(FFA_FEATURES, id, input), 0) === FFA_SUCCESS_32) m.behind.note(id);
    }
}

function mapOwnBuffers(m: Mediation): boolean {
  const { txPage, rxPage } = m.behind.buffers;
  const tx = BigInt(addressOf(txPage));
  const rx = BigInt(addressOf(rxPage));
  return w(m.ask(FFA_RXTX_MAP, tx, rx, 1), 0) === FFA_SUCCESS_32;
}

/** Reads the list of secure partitions. False when it makes no sense, or is longer than we keep. */
function listPartitions(m: Mediation): boolean {
  const { behind, limits } = m;
  const answer = m.ask(FFA_PARTITION_INFO_GET, 0, 0, 0, 0, 0);
  // Nobody is there.
  if (w(answer, 0) === FFA_ERROR) return true;
  const count = w(answer, 2);
  const size = w(answer, 3);
  const readable =
    w(answer, 0) === FFA_SUCCESS_32 &&
    size >= PARTITION_INFO_24.size &&
    count * size <= PAGE_SIZE &&
    count <= limits.discovered &&
    behind.receive();
  m.ask(FFA_RX_RELEASE);
  if (!readable) return false;
  const list = decodePartitionInfo(behind.bytes.slice(0, count * size), size);
  if (!list.ok) return false;
  // An id without bit 15 is that of a VM, and VMs are ours.
  m.partitions.rows = list.value.filter(({ endpoint }) => isSecureId(endpoint));
  return true;
}
