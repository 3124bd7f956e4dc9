import { descriptor } from '../../rules/descriptor-rules.ts';
import { fragment } from '../../rules/fragment.ts';
import { retrieve } from '../../rules/retrieve.ts';
import { send } from '../../rules/send.ts';
import { type Recogniser, refusalsOf } from './recogniser.ts';

const NUMBERS = /(?<found>\d{1,10}) (?:>|<|!=) (?<expected>\d{1,10})/;

const refusal = refusalsOf('TF-A');

/** What the manager of TF-A at EL3 warns of when memory is sent. */
export const TFA_RECOGNISERS: readonly Recogniser[] = [
  refusal('spmc-tfa-optee 1.4', 'custom memory region', [send.dynamicBuffer, retrieve.dynamicBuffer]),
  refusal('spmc-tfa-optee 1.4', 'unsupported share direction', send.fromSecure),
  refusal('spmc-tfa-optee 1.4', 'bad first fragment size', descriptor.headerCut, [NUMBERS]),
  refusal(
    'spmc-tfa-optee 1.4',
    'bad fragment size',
    [send.fragmentExceedsTx, fragment.exceedsTotal],
    [NUMBERS],
  ),
  refusal('spmc-tfa-optee 1.4', 'NS mem attributes flags MBZ', descriptor.attributesNs),
  refusal('spmc-tfa-optee 1.4', 'invalid memory transaction flags', send.flagsNone, [NUMBERS]),
  refusal('spmc-tfa-optee 1.4', 'unsupported attribute desc count', descriptor.receiverCountZero),
  refusal('spmc-tfa-optee 1.4', 'Emad offset', descriptor.accessOffset),
  refusal('spmc-tfa-optee 1.4', 'Bad emad size', descriptor.accessSize),
  refusal('spmc-tfa-optee 1.4', 'Emad size', descriptor.accessSize),
  refusal('spmc-tfa-optee 1.4', 'Composite memory region extends beyond', descriptor.accessArrayCut),
  refusal('spmc-tfa-optee 1.4', 'Invalid receiver id', send.receiverUnknown, [
    /receiver id (?<receiver>0x[0-9a-f]{1,4})/,
  ]),
  refusal('spmc-tfa-optee 1.4', 'mismatching offsets provided', send.compositeDiffers),
  refusal('spmc-tfa-optee 1.4', 'Duplicated endpoint id', send.receiverDuplicate, [
    /endpoint id (?<receiver>0x[0-9a-f]{1,4})/,
  ]),
  refusal('spmc-tfa-optee 1.4', 'invalid object, desc count', send.totalLength, [NUMBERS]),
  refusal('spmc-tfa-optee 1.4', 'invalid object, computed size', send.totalLength),
  refusal('spmc-tfa-optee 1.4', 'invalid object, desc total_page_count', send.pageSum, [NUMBERS]),
  refusal('spmc-tfa-optee 1.4', 'address in region descriptor', send.constituentUnaligned),
  refusal('spmc-tfa-optee 1.4', 'invalid object, ', send.compositeOffset),
  refusal('spmc-tfa-optee 1.4', 'invalid memory region descriptor', [send.held, send.overlap]),
  refusal('spmc-tfa-optee 1.5', 'not a valid handle', fragment.unknownHandle, [
    /handle, (?<handle>0x[0-9a-f]{1,16})/,
  ]),
  refusal('spmc-tfa-optee 1.5', 'object desc already filled', fragment.complete),
  refusal('spmc-tfa-optee 1.5', 'fragmented retrieve request', retrieve.fragmented),
  refusal('spmc-tfa-optee 1.5', 'RX Buffer is full', retrieve.rxBusy),
];
