import { FFA_SUCCESS_32, FFA_SUCCESS_64, type Frame, high, w } from './frame.ts';
import { functionId } from './functions.ts';
import { MESSAGE_1_1, PARTITION_INFO_8, RELINQUISH, RELINQUISH_ENDPOINT } from './layouts.ts';
import { readNumber } from './structure.ts';
import { upperHalf } from './words.ts';

const SENDS: ReadonlySet<number> = new Set(
  ['FFA_MEM_SHARE', 'FFA_MEM_LEND', 'FFA_MEM_DONATE', 'FFA_MEM_RETRIEVE_REQ'].flatMap((name) => [
    functionId(name, 32),
    functionId(name, 64),
  ]),
);
const FFA_MEM_FRAG_TX: number = functionId('FFA_MEM_FRAG_TX');
const FFA_MEM_RELINQUISH: number = functionId('FFA_MEM_RELINQUISH');
const FFA_MSG_SEND2: number = functionId('FFA_MSG_SEND2');
const FFA_MEM_RETRIEVE_RESP: number = functionId('FFA_MEM_RETRIEVE_RESP');
const FFA_PARTITION_INFO_GET: number = functionId('FFA_PARTITION_INFO_GET');
const FFA_NS_RES_INFO_GET: number = functionId('FFA_NS_RES_INFO_GET', 64);
const COUNT_ONLY = 1;

/**
 * How many bytes of TX a caller says that a call is about. `read` gives the first bytes of the buffer, for the calls that count in it;
 * fewer where the buffer is shorter.
 */
export function bytesSent(question: Frame, read: (bytes: number) => Uint8Array): number {
  const function_ = w(question, 0);
  if (SENDS.has(function_)) return w(question, 2);
  if (function_ === FFA_MEM_FRAG_TX) return w(question, 3);
  if (function_ === FFA_MSG_SEND2) return messageBytes(question, read);
  if (function_ !== FFA_MEM_RELINQUISH) return 0;
  const header = read(RELINQUISH.size);
  if (header.length < RELINQUISH.size) return 0;
  const endpoints = readNumber(header, 0, RELINQUISH.fields.endpointCount);
  return RELINQUISH.size + endpoints * RELINQUISH_ENDPOINT.size;
}

/** Header and payload of an indirect message. One that the hypervisor sends for a VM lies in the TX of the VM. */
function messageBytes(question: Frame, read: (bytes: number) => Uint8Array): number {
  const header = read(MESSAGE_1_1.size);
  if (upperHalf(w(question, 1)) !== 0 || header.length < MESSAGE_1_1.size) return 0;
  const { offset, size } = MESSAGE_1_1.fields;
  return readNumber(header, 0, offset) + readNumber(header, 0, size);
}

/** How many bytes an answer says that the manager wrote to the caller's RX buffer. */
export function bytesReceived(question: Frame, answer: Frame): number {
  const function_ = w(answer, 0);
  if (function_ === FFA_MEM_RETRIEVE_RESP) return w(answer, 2);
  if (function_ === FFA_MEM_FRAG_TX) return w(answer, 3);
  if (w(question, 0) === FFA_NS_RES_INFO_GET && function_ === FFA_SUCCESS_64) return high(answer, 2);
  const lists = w(question, 0) === FFA_PARTITION_INFO_GET && (w(question, 5) & COUNT_ONLY) === 0;
  if (!lists || function_ !== FFA_SUCCESS_32) return 0;
  // FF-A 1.0 does not state the size.
  return w(answer, 2) * (w(answer, 3) || PARTITION_INFO_8.size);
}
