import { call } from '../../rules/call.ts';
import { retrieve } from '../../rules/retrieve.ts';
import { relinquish } from '../../rules/return.ts';
import type { Recogniser } from './recogniser.ts';

const COOKIE = /\bcookie (?<handle>0x[0-9a-f]{1,16}|\d{1,10})/;
const ID = /\b(?:ID|fid) (?<id>0x[0-9a-f]{1,16})/;

/** What OP-TEE, the drivers of Linux and the mediator of Xen write. A cookie of OP-TEE is the handle of FF-A. */
export const OTHER_RECOGNISERS: readonly Recogniser[] = [
  {
    owner: 'OP-TEE',
    kind: 'refusal',
    source: 'spmc-tfa-optee 4',
    has: 'Failed to relinquish cookie',
    text: 'memory that is not given back',
    fields: [COOKIE],
    function: 'FFA_MEM_RELINQUISH',
    usual: [relinquish.unknownHandle, relinquish.notRetrieved],
  },
  {
    owner: 'OP-TEE',
    kind: 'refusal',
    source: 'spmc-tfa-optee 4',
    has: 'Failed to fetch cookie',
    text: 'memory that is not retrieved',
    fields: [COOKIE, /error code (?<code>-?\d{1,10})/],
    function: 'FFA_MEM_RETRIEVE_REQ',
    usual: [retrieve.unknownHandle, retrieve.unfinished, retrieve.notReceiver],
  },
  {
    owner: 'OP-TEE',
    kind: 'refusal',
    source: 'spmc-tfa-optee 4',
    has: 'Memory transaction failure for cookie',
    text: 'a descriptor that is not understood',
    fields: [COOKIE, /\brc (?<code>-?\d{1,10})/],
  },
  {
    owner: 'OP-TEE',
    kind: 'refusal',
    source: 'spmc-tfa-optee 3.3',
    has: 'Unhandled FFA function ID',
    text: 'a function that is not served',
    fields: [ID],
    rules: [call.unknownFunction],
  },
  {
    owner: 'Xen',
    kind: 'refusal',
    source: 'xen-mediator 6',
    has: 'ffa: unhandled fid',
    text: 'a function that is not served',
    fields: [ID],
    rules: [call.unknownFunction],
  },
  {
    owner: 'Linux',
    kind: 'state',
    source: 'clients-linux-uboot-pkvm 1.5',
    has: 'ARM FF-A: Driver version',
    text: 'the version that the driver asks for',
    fields: [/version (?<driver>\d{1,5}\.\d{1,5})/],
    function: 'FFA_VERSION',
  },
  {
    owner: 'Linux',
    kind: 'state',
    source: 'clients-linux-uboot-pkvm 1.5',
    has: 'ARM FF-A: Firmware version',
    text: 'the version that the firmware offers',
    fields: [/version (?<firmware>\d{1,5}\.\d{1,5})/],
    function: 'FFA_VERSION',
  },
  {
    owner: 'Linux',
    kind: 'refusal',
    source: 'clients-linux-uboot-pkvm 1.3',
    has: 'failed to register FFA RxTx buffers',
    text: 'buffers that are not mapped',
    function: 'FFA_RXTX_MAP',
  },
  {
    owner: 'Linux',
    kind: 'refusal',
    source: 'clients-linux-uboot-pkvm 1.3',
    has: 'failed to setup partitions',
    text: 'partitions that are not found',
    function: 'FFA_PARTITION_INFO_GET',
  },
];
