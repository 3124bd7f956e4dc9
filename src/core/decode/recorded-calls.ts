import { REACH_CONTINUES } from '../abi/bits.ts';
import { w } from '../abi/frame.ts';
import { functionName, functionOfId } from '../abi/functions.ts';
import { IN_TX } from './carried-kind.ts';
import type { StructureName } from './kind.ts';
import type { Piece } from './reading.ts';
import type { RecordedCall } from './recorded-event.ts';
import { RecordedVersions } from './recorded-versions.ts';

/** What the caller's RX buffer holds when a call is answered by a function other than FFA_SUCCESS. */
const IN_RX_BY_ANSWER: Readonly<Record<string, StructureName>> = {
  FFA_MEM_RETRIEVE_RESP: 'response',
  FFA_MEM_FRAG_TX: 'fragment',
};

/** What it holds when the call succeeds, but for FFA_NS_RES_INFO_GET. */
const IN_RX: Readonly<Record<string, StructureName>> = {
  FFA_PARTITION_INFO_GET: 'partition-info',
  FFA_NOTIFICATION_GET: 'message',
  FFA_MSG_WAIT: 'message',
};

/** What the caller's RX buffer holds when a call of a function has been answered. Only the first part of a long list has a header. */
function inRx(call: RecordedCall, asked: string, answered: string): StructureName | undefined {
  if (asked === 'FFA_NS_RES_INFO_GET')
    return (w(call.in, 2) & REACH_CONTINUES) === 0 ? 'resource-info' : 'address-map';
  return IN_RX_BY_ANSWER[answered] ?? IN_RX[asked];
}

/** Bytes that a call carries. */
export interface CallPiece extends Piece {
  readonly kind?: StructureName;
}

/** Follows the calls of a recording and finds the bytes that they carry. */
export class RecordedCalls {
  readonly #versions = new RecordedVersions();

  /** The bytes in the buffers of the next call. */
  piecesOf(call: RecordedCall): CallPiece[] {
    const asked = functionOfId(w(call.in, 0))?.name ?? '';
    const answered = (call.out && functionOfId(w(call.out, 0))?.name) ?? '';
    this.#versions.follow(call);
    const origin = { seq: call.seq, function: functionName(w(call.in, 0)) };
    const pieces: CallPiece[] = [];
    if (call.tx !== undefined && call.tx.length > 0)
      pieces.push({
        bytes: call.tx,
        origin: { ...origin, buffer: 'TX' },
        ...this.#known(call, IN_TX[asked]),
      });
    if (call.rx !== undefined && call.rx.length > 0)
      pieces.push({
        bytes: call.rx,
        origin: { ...origin, buffer: 'RX' },
        ...this.#known(call, inRx(call, asked, answered)),
      });
    return pieces;
  }

  #known(call: RecordedCall, kind: StructureName | undefined): Omit<CallPiece, 'bytes' | 'origin'> {
    const version = this.#versions.of(call.caller);
    const size = call.out === undefined ? 0 : w(call.out, 3);
    return {
      ...(kind !== undefined && { kind }),
      ...(version !== undefined && { version }),
      ...(kind === 'partition-info' && size !== 0 && { partitionInfoSize: size }),
    };
  }
}
