import { type StatusName, statusName } from '../abi/statuses.ts';

type Texts = Readonly<Partial<Record<StatusName, string>>>;

/** What a status means where nothing more can be said of the call. */
const ANY_CALL: Readonly<Record<StatusName, string>> = {
  NOT_SUPPORTED: 'the manager does not have this call, or not for this endpoint in the version it speaks',
  INVALID_PARAMETERS: 'an argument is wrong, or names something that is not there',
  NO_MEMORY: 'the manager has no memory left for it',
  BUSY: 'something that the call needs is in use; it may work later',
  INTERRUPTED: 'the call was interrupted before it was done',
  DENIED: 'the endpoint may not do this, or not now',
  RETRY: 'something has changed meanwhile; the call has to be made again',
  ABORTED: 'the other side failed, and so did the call',
  NO_DATA: 'there is nothing to tell',
  NOT_READY: 'the partition has not started yet',
};

const SEND: Texts = {
  INVALID_PARAMETERS:
    'the descriptor is wrong: a length, an offset, a receiver, permissions, attributes, flags or a range',
  NO_MEMORY: 'the memory is too much for one transaction, or the manager has no room for another',
  BUSY: 'TX is in use',
  DENIED:
    'no TX is mapped, or the memory is not for the endpoint to give away like this: not its own, given away already, of another kind',
  RETRY: 'the manager was interrupted before it had looked at the memory',
  ABORTED: 'TX, a fragment or the memory itself could not be read or cleared',
};

const RECEIVED: Texts = {
  BUSY: 'RX is not free: what is in it has not been released',
  ABORTED: 'the manager could not write to RX',
};

const REQUEST: Texts = {
  INVALID_PARAMETERS: 'no partition has this id, or the message is not one of the sender to another',
  BUSY: 'the partition works for somebody else',
  INTERRUPTED: 'the partition was interrupted before it had answered',
  DENIED: 'one of the two does not take part in messages of this kind, or the endpoint may not send any now',
  RETRY: 'the partition could not be reached now',
  ABORTED: 'the partition has died',
  NOT_READY: 'the partition has not started yet',
};

const RESPONSE: Texts = {
  INVALID_PARAMETERS: 'the response does not name the two partitions of the request',
  DENIED: 'nobody waits for such a response: no request, another requester, another kind or width',
};

const BINDING: Texts = {
  INVALID_PARAMETERS: 'no such partition, no notification at all, or flags that do not go together',
};

/**
 * What it means that a call was refused with a status, call by call, in words for whoever uses a driver. Which rule exactly was broken only
 * the manager knows; `tantalum explain` tells of each.
 *
 * Source: ffa-hafnium 1.4 to 1.11, 3.1 to 3.8; clients-linux-uboot-pkvm 4.4 for the calls that U-Boot explains.
 */
const BY_CALL: Readonly<Record<string, Texts>> = {
  FFA_VERSION: { NOT_SUPPORTED: 'there is no FF-A here, or none in a version that the two have in common' },
  FFA_FEATURES: { NOT_SUPPORTED: 'the function or feature that was asked for is not there' },
  FFA_ID_GET: { NOT_SUPPORTED: 'the manager does not tell endpoints who they are' },
  FFA_RX_RELEASE: {
    INVALID_PARAMETERS: 'the endpoint named has no RX',
    DENIED: "RX is not the endpoint's to give back, or a message in it has not been taken notice of",
  },
  FFA_RX_ACQUIRE: {
    INVALID_PARAMETERS: 'no endpoint has this id, or it has no RX',
    DENIED: 'RX is full and has not been released',
  },
  FFA_RXTX_MAP: {
    INVALID_PARAMETERS: "an address or the number of pages is wrong, or the pages are not the endpoint's own",
    NO_MEMORY: 'the manager has no room to map the buffers',
    DENIED: 'buffers are mapped already',
    ABORTED: 'the description of the buffers could not be read',
  },
  FFA_RXTX_UNMAP: {
    INVALID_PARAMETERS: 'the endpoint has no buffers mapped, or another one was named',
    DENIED: 'RX is still to be released',
  },
  FFA_PARTITION_INFO_GET: {
    ...RECEIVED,
    INVALID_PARAMETERS: 'no partition answers to this UUID, or the flags are wrong',
    NO_MEMORY: 'the list is longer than RX',
    BUSY: 'there is no RX, or what is in it has not been released',
    DENIED: 'the manager is not in a state to tell',
    NOT_READY: 'the partitions have not started yet',
  },
  FFA_PARTITION_INFO_GET_REGS: {
    INVALID_PARAMETERS: 'no partition answers to this UUID, or the list has no such place',
    RETRY: 'the list has changed since its beginning was read',
  },
  FFA_NS_RES_INFO_GET: {
    INVALID_PARAMETERS: 'no such partition or kind of resource, or an argument that has to be zero is not',
    RETRY: 'RX is not free: what is in it has not been released',
    ABORTED: 'the list was not begun, has changed since, or could not be written to RX',
  },
  FFA_MSG_SEND: REQUEST,
  FFA_MSG_SEND2: {
    INVALID_PARAMETERS: 'the header is wrong, or names no partition that could receive the message',
    BUSY: 'what the receiver was sent before is still in its RX',
    DENIED: 'no TX is mapped, or one of the two does not take part in indirect messages',
    RETRY: 'the receiver could not be reached now',
    ABORTED: "TX could not be read, or the receiver's RX not written",
  },
  FFA_MSG_SEND_DIRECT_REQ: REQUEST,
  FFA_MSG_SEND_DIRECT_REQ2: {
    ...REQUEST,
    INVALID_PARAMETERS: 'no partition has this id and a service with this UUID',
  },
  FFA_MSG_SEND_DIRECT_RESP: RESPONSE,
  FFA_MSG_SEND_DIRECT_RESP2: RESPONSE,
  FFA_MSG_WAIT: { DENIED: 'a partition that was asked something has to answer first' },
  FFA_YIELD: { DENIED: 'there is nobody to give the processor to' },
  FFA_RUN: {
    INVALID_PARAMETERS: 'no partition has this id, or it has no such context',
    BUSY: 'the context runs already, or works for somebody else',
    INTERRUPTED: 'the partition was interrupted again',
    DENIED: 'the partition waits for something else than the processor, or the endpoint does not schedule it',
    ABORTED: 'the partition has died',
    NOT_READY: 'the partition has not started yet',
  },
  FFA_MEM_SHARE: SEND,
  FFA_MEM_LEND: SEND,
  FFA_MEM_DONATE: SEND,
  FFA_MEM_OP_RESUME: { INVALID_PARAMETERS: 'no memory call with this handle has paused' },
  FFA_MEM_FRAG_TX: {
    INVALID_PARAMETERS:
      "nothing is left to be sent for this handle, it is not the endpoint's, or the fragment's length is wrong",
    NO_MEMORY: 'the manager has no room for what the fragment describes',
    DENIED: 'a range in the fragment is not for the endpoint to give away like this',
    ABORTED: 'TX could not be read, and what was sent so far is gone',
  },
  FFA_MEM_RETRIEVE_REQ: {
    ...RECEIVED,
    INVALID_PARAMETERS:
      "the request does not say what the sender said, or the handle is none of the endpoint's",
    NO_MEMORY: 'the endpoint has no room where the memory could be mapped',
    DENIED:
      'the memory cannot be had like this: more rights than were given, taken back, or retrieved too often',
    ABORTED: 'the manager could not read TX, write RX, or clear the memory',
  },
  FFA_MEM_FRAG_RX: {
    ...RECEIVED,
    INVALID_PARAMETERS: 'nothing is left to be fetched for this handle, or not from this place',
    DENIED: 'RX is not free: what is in it has not been released',
  },
  FFA_MEM_RELINQUISH: {
    INVALID_PARAMETERS: 'the descriptor is wrong, or the endpoint has not retrieved this memory',
    DENIED: 'the memory cannot be given up like this, or no TX is mapped',
    ABORTED: 'the manager could not read TX, or clear the memory',
  },
  FFA_MEM_RECLAIM: {
    INVALID_PARAMETERS:
      "the handle is none of the endpoint's, not all of it was sent, or the flags are wrong",
    DENIED: 'a borrower still has the memory, or it cannot be cleared by somebody who may only read it',
    ABORTED: 'the manager could not clear the memory',
  },
  FFA_NOTIFICATION_BITMAP_CREATE: {
    INVALID_PARAMETERS: 'there is no such VM, or it has another number of vCPUs',
    NO_MEMORY: 'the manager has no room for bitmaps',
    DENIED: 'the VM has bitmaps already',
  },
  FFA_NOTIFICATION_BITMAP_DESTROY: {
    INVALID_PARAMETERS: 'there is no such VM',
    DENIED: 'the VM has no bitmaps, or notifications are pending in them',
  },
  FFA_NOTIFICATION_BIND: { ...BINDING, DENIED: 'a notification is bound already' },
  FFA_NOTIFICATION_UNBIND: { ...BINDING, DENIED: 'a notification is bound to somebody else, or pending' },
  FFA_NOTIFICATION_SET: {
    ...BINDING,
    DENIED: 'the receiver has not bound these notifications to the sender',
  },
  FFA_NOTIFICATION_GET: { INVALID_PARAMETERS: 'the endpoint has no such vCPU or no bitmaps' },
  FFA_NOTIFICATION_INFO_GET: { NO_DATA: 'nobody has notifications that were not told of' },
  FFA_SECONDARY_EP_REGISTER: { DENIED: 'only a partition that is starting may register an entry point' },
  FFA_MEM_PERM_GET: {
    INVALID_PARAMETERS: 'the partition has no such page',
    DENIED: 'only a partition without a kernel of its own may ask',
  },
  FFA_MEM_PERM_SET: {
    INVALID_PARAMETERS:
      "the range is not the partition's own, not in whole pages, or cannot have these rights",
    NO_MEMORY: 'the manager has no room for another translation table',
    DENIED: 'only a partition that is starting may change its rights',
  },
  FFA_CONSOLE_LOG: {
    INVALID_PARAMETERS: 'there are no characters, or more than fit the registers',
    RETRY: 'not all characters were taken',
  },
  FFA_ERROR: { DENIED: 'only a partition that is starting may say that it cannot' },
  FFA_ABORT: { INVALID_PARAMETERS: 'an argument that has to be zero is not' },
};

/** Whether there is more to say of a refusal than what its status means everywhere. */
export function isExplained(call: string, status: StatusName): boolean {
  return BY_CALL[familyOf(call)]?.[status] !== undefined;
}

/** What it means that a call was refused with a status: a sentence without its full stop, behind the name of the call. */
export function errorText(call: string, status: number): string {
  const name = statusName(status);
  const text = BY_CALL[familyOf(call)]?.[name as StatusName] ?? ANY_CALL[name as StatusName];
  return `${familyOf(call)}: ${text ?? `${name}, which FF-A does not know`}`;
}

/** FFA_MEM_SHARE for FFA_MEM_SHARE_64. */
function familyOf(call: string): string {
  return call.replace(/_(32|64)$/, '');
}
