import { descriptor } from '../../rules/descriptor-rules.ts';
import { fragment } from '../../rules/fragment.ts';
import { response, retrieve } from '../../rules/retrieve.ts';
import { reclaim, relinquish } from '../../rules/return.ts';
import { send } from '../../rules/send.ts';
import { type Recogniser, refusalsOf } from './recogniser.ts';

const HANDLE = /\bhandle (?<handle>0x[0-9a-f]{1,16})/;
const RANGES =
  /ranges: (?<range>0x[0-9a-f]{1,16} - 0x[0-9a-f]{1,16}) with (?<other>0x[0-9a-f]{1,16} - 0x[0-9a-f]{1,16})/;

const refusal = refusalsOf('Hafnium');

/** What Hafnium writes about memory. The reason of a refusal is only there in verbose builds. */
export const HAFNIUM_RECOGNISERS: readonly Recogniser[] = [
  {
    owner: 'Hafnium',
    kind: 'state',
    source: 'ffa-hafnium 2.10',
    has: ' recipients [',
    text: 'a live transaction',
    fields: [
      /\b(?<operation>SHARE|LEND|DONATE) (?<handle>0x[0-9a-f]{1,16}) \(/,
      /\bfrom VM (?<sender>0x[0-9a-f]{1,4})/,
      /\bflags (?<flags>0x[0-9a-f]{1,8})/,
      /\bto (?<receivers>\d{1,3}) recipients/,
      /recipients \[(?:VM|Receiver) (?<receiver>0x[0-9a-f]{1,4})/,
      /: (?<sent>fully|partially) sent/,
      /\bwith (?<fragments>\d{1,4}) fragments/,
      /fragments, (?<retrieved>\d{1,4}) retrieved/,
    ],
    remarks: [
      { field: 'sent', unless: 'fully', meaning: 'fragments are missing: nobody can retrieve or reclaim it' },
      {
        field: 'retrieved',
        unless: '0',
        meaning: 'a receiver has it: FFA_MEM_RECLAIM is refused until it relinquishes',
      },
    ],
  },
  {
    owner: 'Hafnium',
    kind: 'state',
    source: 'ffa-hafnium 2.8',
    has: 'Checking completion: constituent count',
    text: 'fragments that have arrived',
    fields: [
      /constituent count (?<constituents>\d{1,10}\/\d{1,10})/,
      /\bfrom (?<fragments>\d{1,4}) fragments/,
    ],
  },
  {
    owner: 'Hafnium',
    kind: 'state',
    source: 'ffa-hafnium 4.1',
    has: 'Stage-2 page fault:',
    text: 'an access that faulted',
    fields: [
      /\bpc=(?<pc>0x[0-9a-f]{1,16})/,
      /\bvmid=(?<partition>0x[0-9a-f]{1,4})/,
      /\bvcpu=(?<vcpu>\d{1,4})/,
      /\bvaddr=(?<virtual>0x[0-9a-f]{1,16})/,
      /\bipaddr=(?<address>0x[0-9a-f]{1,16})/,
      /\bmode=(?<mode>0x[0-9a-f]{1,8})/,
    ],
  },
  {
    owner: 'Hafnium',
    kind: 'state',
    source: 'ffa-hafnium 3.8',
    has: 'Freed share state after successful reclaim',
    text: 'a transaction that has ended',
    function: 'FFA_MEM_RECLAIM',
  },
  refusal('ffa-hafnium 3.1 A7', 'Reserved fields must be 0', descriptor.headerReserved),
  refusal(
    'ffa-hafnium 3.1 A8',
    'Invalid memory access descriptor size',
    [descriptor.accessSize, descriptor.accessOffset],
    [
      /descriptor size (?<size>\d{1,10})/,
      /receiver offset (?<offset>\d{1,10})/,
      /version (?<version>0x[0-9a-f]{1,8})/,
    ],
  ),
  refusal(
    'ffa-hafnium 3.1 A9',
    'Receiver count must be',
    [descriptor.receiverCountMax, descriptor.receiverCountZero],
    [/specified (?<receivers>\d{1,10})/],
  ),
  refusal('ffa-hafnium 3.1 A11', 'descriptor offset for send transaction', send.compositeOffset, [
    /transaction (?<offset>\d{1,10})/,
  ]),
  refusal('ffa-hafnium 3.1 A12', 'access descriptor must be zero', descriptor.accessReserved),
  refusal('ffa-hafnium 3.1 A12', 'Composite offset ', send.compositeDiffers, [
    /Composite offset (?<offset>[0-9a-f]{1,8}) differs from (?<first>[0-9a-f]{1,8})/,
  ]),
  refusal('ffa-hafnium 3.1 B12', 'should point to the same composite', send.compositeDiffers),
  refusal('ffa-hafnium 3.1 B2', 'is not 16-byte aligned', descriptor.lengthUnit, [
    /Fragment length (?<fragment>\d{1,10})/,
    /total length (?<total>\d{1,10})/,
  ]),
  refusal('ffa-hafnium 3.1 B3', 'greater than total length', send.fragmentExceedsTotal, [
    /Fragment length (?<fragment>\d{1,10})/,
    /total length (?<total>\d{1,10})/,
  ]),
  refusal('ffa-hafnium 3.1 B4', 'Invalid memory sender ID', send.sender),
  refusal('ffa-hafnium 3.1 B5', 'Share too short', send.constituentCountZero, [
    /got (?<length>\d{1,10})/,
    /minimum is (?<least>\d{1,10})/,
  ]),
  refusal('ffa-hafnium 3.1 B7', 'or composite offset', send.totalLength, [
    /Invalid length (?<total>\d{1,10})/,
    /composite offset (?<offset>\d{1,10})/,
  ]),
  refusal('ffa-hafnium 3.1 B8', 'cleared while being shared', send.zeroOnShare),
  refusal(
    'ffa-hafnium 3.1 B9',
    'Invalid flags 0x',
    [send.flagsReserved, send.timeSlice],
    [/Invalid flags (?<flags>0x[0-9a-f]{1,8})/],
  ),
  refusal('ffa-hafnium 3.1 B10', "Can't share memory with itself", send.receiverSelf),
  refusal('ffa-hafnium 3.1 B11', 'in memory send operation', send.receiverDuplicate, [
    /receiver\((?<receiver>[0-9a-f]{1,4})\)/,
  ]),
  refusal('ffa-hafnium 3.1 B13', 'Reserved value for receiver permissions', descriptor.permissionReserved),
  refusal('ffa-hafnium 3.1 B14', 'for sending memory, expected', send.instructionAccess),
  refusal('ffa-hafnium 3.1 B15', 'for sharing memory, expected', send.dataAccessMissing),
  refusal('ffa-hafnium 3.1 B15', 'lending memory, expected', send.dataAccessMissing),
  refusal('ffa-hafnium 3.1 B16', 'donating memory, expected', send.dataAccessGiven),
  refusal('ffa-hafnium 3.1 B17', 'Invalid security state', descriptor.attributesNs),
  refusal('ffa-hafnium 3.1 B18', 'Invalid memory type', send.attributesGiven),
  refusal('ffa-hafnium 3.1 B19', 'Invalid cacheability', [
    send.attributesUnsupported,
    retrieve.attributesUnsupported,
  ]),
  refusal('ffa-hafnium 3.1 B19', 'Invalid shareability', [
    send.attributesUnsupported,
    retrieve.attributesUnsupported,
  ]),
  refusal('ffa-hafnium 3.1 B20', 'Failed to allocate share state', send.transactionsFull),
  refusal('ffa-hafnium 3.1 C2', 'Overlapping memory ranges', send.overlap, [RANGES]),
  refusal('ffa-hafnium 3.1 C3', 'Composite page count differs', send.pageSum),
  refusal('ffa-hafnium 3.1 C4', ': no constituents', send.constituentCountZero),
  refusal('ffa-hafnium 3.1 C5', 'addresses not page-aligned', send.constituentUnaligned),
  refusal(
    'ffa-hafnium 3.1 C6',
    'not mapped with the same mode',
    [send.unmapped, send.mixed],
    [/range (?<range>0x[0-9a-f]{1,16}\.\.0x[0-9a-f]{1,16})/],
  ),
  refusal('ffa-hafnium 3.1 C7', 'xpected mode 0x', send.mixed, [
    /xpected mode (?<expected>0x[0-9a-f]{1,8}) but was (?<found>0x[0-9a-f]{1,8})/,
    /for (?<pages>\d{1,10}) pages at (?<address>0x[0-9a-f]{1,16})/,
  ]),
  refusal('ffa-hafnium 3.1 C8', 'Send device memory as Normal', send.normalOverDevice),
  refusal('ffa-hafnium 3.1 C9', 'Device memory can only be lent', send.deviceOperation),
  refusal('ffa-hafnium 3.1 C10', 'Invalid transition for send', [send.held, send.notOwner]),
  refusal('ffa-hafnium 3.1 C11', 'Cannot zero memory when the sender', [
    send.zeroReadOnly,
    reclaim.zeroReadOnly,
  ]),
  refusal('ffa-hafnium 3.4', 'for memory send continuation', fragment.unknownHandle, [HANDLE]),
  refusal('ffa-hafnium 3.4', 'is already complete', fragment.complete, [HANDLE]),
  refusal('ffa-hafnium 3.4', ' misaligned', fragment.lengthUnit, [
    /Fragment length (?<length>\d{1,10}) misaligned/,
  ]),
  refusal('ffa-hafnium 3.4', 'Too many fragments for memory share', send.constituentsFull, [HANDLE]),
  refusal('ffa-hafnium 3.5.8', 'must be 0 for retrieve requests', retrieve.compositeOffset),
  refusal('ffa-hafnium 3.5.8', 'Retriever specified address ranges', retrieve.compositeOffset),
  refusal('ffa-hafnium 3.5.10', 'for FFA_MEM_RETRIEVE_REQ.', retrieve.unknownHandle, [HANDLE]),
  refusal(
    'ffa-hafnium 3.5.11',
    "not fully sent, can't retrieve",
    [retrieve.unfinished, retrieve.sender],
    [HANDLE],
  ),
  refusal('ffa-hafnium 3.5.13', 'Invalid length for FFA_MEM_RETRIEVE_REQ', retrieve.length, [
    /expected (?<expected>\d{1,10})/,
    /was (?<found>\d{1,10})/,
  ]),
  refusal('ffa-hafnium 3.5.16', 'Incorrect transaction type', retrieve.type, [HANDLE]),
  refusal('ffa-hafnium 3.5.17', 'Incorrect tag', retrieve.tag, [HANDLE]),
  refusal('ffa-hafnium 3.5.18', 'Incorrect receiver VM ID', retrieve.notReceiver, [HANDLE]),
  refusal('ffa-hafnium 3.5.19', 'address range alignment', retrieve.alignmentHint),
  refusal('ffa-hafnium 3.5.19', 'Bits 31-10 must be zero', retrieve.flagsReserved),
  refusal('ffa-hafnium 3.5.20', "can't clean after relinquish", retrieve.zeroOnShare),
  refusal('ffa-hafnium 3.5.21', 'Borrower needs memory cleared', retrieve.zeroNotDone),
  refusal('ffa-hafnium 3.5.24', 'should contain same list of borrowers', retrieve.receiverCount),
  refusal('ffa-hafnium 3.5.24', 'bypass multiple borrower check, receiver', retrieve.bypass),
  refusal('ffa-hafnium 3.5.26', 'Invalid data access requested', retrieve.dataExceeds),
  refusal('ffa-hafnium 3.5.27', 'permissions must NOT be specified', retrieve.instructionGiven),
  refusal('ffa-hafnium 3.5.28', 'single borrower instruction permissions', retrieve.instructionMissing),
  refusal('ffa-hafnium 3.5.30', 'Receiver has RO permissions', retrieve.zeroReadOnly),
  refusal('ffa-hafnium 3.5.31', 'Impdef value in memory send', retrieve.impdef),
  refusal('ffa-hafnium 3.5.32', "does not contain caller's", retrieve.callerMissing),
  refusal('ffa-hafnium 3.5.33', 'Retrieving device memory as Normal', retrieve.normalOverDevice),
  refusal('ffa-hafnium 3.5.34', 'Invalid transition for retrieve', retrieve.limit),
  refusal('ffa-hafnium 3.7.3', 'for FFA_MEM_FRAG_RX', response.unknownHandle, [HANDLE]),
  refusal('ffa-hafnium 3.7.3', 'already completed', response.nothingToFetch, [HANDLE]),
  refusal('ffa-hafnium 3.8.5', 'Invalid transition for relinquish', relinquish.notRetrieved),
  refusal('ffa-hafnium 3.8', 'for FFA_MEM_RECLAIM.', reclaim.unknownHandle, [HANDLE]),
  refusal('ffa-hafnium 3.8.3', "not fully sent, can't reclaim", reclaim.unfinished, [HANDLE]),
  refusal('ffa-hafnium 3.8.4', 'attempted to reclaim memory handle', reclaim.notOwner, [
    HANDLE,
    /VM (?<caller>0x[0-9a-f]{1,4}) attempted/,
    /sent by VM (?<owner>0x[0-9a-f]{1,4})/,
  ]),
  refusal('ffa-hafnium 3.8.5', 'has not been relinquished by all', reclaim.held, [
    HANDLE,
    /borrowers\((?<borrower>[0-9a-f]{1,4})\)/,
  ]),
];
