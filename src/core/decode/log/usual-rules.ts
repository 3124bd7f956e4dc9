import { call, version } from '../../rules/call.ts';
import { descriptor } from '../../rules/descriptor-rules.ts';
import { fragment } from '../../rules/fragment.ts';
import { indirect } from '../../rules/indirect.ts';
import { info } from '../../rules/info.ts';
import { mailbox } from '../../rules/mailbox.ts';
import { message } from '../../rules/message.ts';
import { notification } from '../../rules/notification.ts';
import { response, retrieve } from '../../rules/retrieve.ts';
import { reclaim, relinquish } from '../../rules/return.ts';
import type { Rule } from '../../rules/rule.ts';
import { send } from '../../rules/send.ts';

const SEND: readonly Rule[] = [
  descriptor.accessSize,
  descriptor.headerReserved,
  send.compositeOffset,
  send.totalLength,
  send.pageSum,
  send.overlap,
  send.constituentUnaligned,
  send.dynamicBuffer,
  send.held,
  send.notOwner,
  send.sender,
  send.attributesUnsupported,
  send.transactionsFull,
  send.whole,
];

const MESSAGE: readonly Rule[] = [
  message.sender,
  message.unknownReceiver,
  message.flags,
  message.receiverMethod,
  message.receiverBusy,
  message.receiverAborted,
];

/** The rules that a caller of a function breaks most easily, the likeliest first; what a status there usually means. */
const USUAL: Readonly<Record<string, readonly Rule[]>> = {
  FFA_VERSION: [version.major, version.bit31, version.locked],
  FFA_FEATURES: [info.unknownFeature, info.inputProperties],
  FFA_RXTX_MAP: [
    mailbox.unaligned,
    mailbox.pageCountMax,
    mailbox.notOwned,
    mailbox.alreadyMapped,
    mailbox.noRoom,
  ],
  FFA_RXTX_UNMAP: [mailbox.notMapped, mailbox.endpointField],
  FFA_RX_RELEASE: [mailbox.rxNotOwned, mailbox.messageUnread, mailbox.notMapped],
  FFA_PARTITION_INFO_GET: [info.unknownUuid, info.flags, info.noRx, info.rxTooSmall],
  FFA_PARTITION_INFO_GET_REGS: [info.unknownUuid, info.startIndex, info.tag],
  FFA_MEM_SHARE: SEND,
  FFA_MEM_LEND: [send.attributesGiven, ...SEND],
  FFA_MEM_DONATE: [send.donateReceivers, send.dataAccessGiven, send.attributesGiven, ...SEND],
  FFA_MEM_FRAG_TX: [
    fragment.unknownHandle,
    fragment.complete,
    fragment.exceedsTotal,
    fragment.lengthUnit,
    ...SEND,
  ],
  FFA_MEM_FRAG_RX: [response.offset, response.unknownHandle, response.nothingToFetch, response.rxBusy],
  FFA_MEM_RETRIEVE_REQ: [
    retrieve.unknownHandle,
    retrieve.tag,
    retrieve.length,
    retrieve.compositeOffset,
    retrieve.notReceiver,
    retrieve.receiverCount,
    retrieve.sender,
    retrieve.dataExceeds,
    retrieve.zeroNotDone,
    retrieve.limit,
    retrieve.rxBusy,
    retrieve.noPlace,
  ],
  FFA_MEM_RELINQUISH: [relinquish.unknownHandle, relinquish.notRetrieved, relinquish.zeroReadOnly],
  FFA_MEM_RECLAIM: [reclaim.unknownHandle, reclaim.notOwner, reclaim.unfinished, reclaim.held],
  FFA_MSG_SEND_DIRECT_REQ: MESSAGE,
  FFA_MSG_SEND_DIRECT_REQ2: [message.unknownService, message.receiverVersion, ...MESSAGE],
  FFA_MSG_SEND_DIRECT_RESP: [message.noRequest, message.wrongRequester, message.responseKind],
  FFA_MSG_SEND_DIRECT_RESP2: [message.noRequest, message.wrongRequester, message.responseKind],
  FFA_RUN: [message.runUnknown, message.runBusy, message.runFromSecure, message.runAborted],
  FFA_MSG_SEND2: [
    indirect.offset,
    indirect.size,
    indirect.unknownReceiver,
    indirect.receiverBusy,
    indirect.method,
  ],
  FFA_NOTIFICATION_BITMAP_CREATE: [notification.unknownVm, notification.exists],
  FFA_NOTIFICATION_BITMAP_DESTROY: [notification.absent, notification.pendingAtEnd],
  FFA_NOTIFICATION_BIND: [notification.unknownSender, notification.bound, notification.disabled],
  FFA_NOTIFICATION_UNBIND: [notification.notBound, notification.pending],
  FFA_NOTIFICATION_SET: [notification.unknownReceiver, notification.stranger, notification.disabled],
  FFA_NOTIFICATION_GET: [notification.vcpu, notification.receiver],
  FFA_NOTIFICATION_INFO_GET: [notification.nothingPending],
};

/** Broken by every function alike. */
const ALWAYS: readonly Rule[] = [
  call.unknownFunction,
  call.notForCaller,
  call.laterVersion,
  call.reservedRegister,
];

/** What a status of a function usually means: the rules that have this status, the likeliest first. */
export function usualRules(functionName: string, status: string): readonly Rule[] {
  const own = USUAL[functionName] ?? [];
  return [...own, ...(functionName === '' ? [] : ALWAYS)].filter((rule) => rule.status === status);
}
