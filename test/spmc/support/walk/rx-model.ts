/** Who owns which RX buffer: what any manager has to remember, and no more. */

import type { Frame } from '../../../../src/core/abi/frame.ts';
import { VERSION_1_2 } from '../../../../src/core/abi/versions.ts';
import { RX } from '../../../../src/core/spmc/endpoints.ts';
import type { Spmc } from '../../../../src/core/spmc/spmc.ts';
import { FFA, wide } from '../ids.ts';
import { mustContain, mustEqual } from './must.ts';

/** A call that was accepted, in the words of RX. */
export interface Accepted {
  readonly question: Frame;
  readonly answer: Frame;
  /** Of the caller. */
  readonly id: number;
  readonly version: number;
  /** Whom it sent a letter, or whose buffers the hypervisor mapped; -1 for nobody. */
  readonly other: number;
  /** Whether the caller was told of a letter that lies in its RX and has not taken that notification. */
  readonly unread: boolean;
}

/** Answers that leave something in the caller's RX. */
const FILLING: ReadonlySet<number> = new Set<number>([FFA.MEM_RETRIEVE_RESP, FFA.MEM_FRAG_TX]);
const COUNT_ONLY = 0x1;
const RETAIN = 0x1;

/** It is told of every call that was accepted, and says whether that was right. It begins with what it finds. */
export class RxModel {
  /** RX.*, by id. */
  private readonly owner: Map<number, number>;

  constructor({ state: { endpoints } }: Spmc) {
    const slots = Array.from({ length: endpoints.count }, (_, index) => index + 1);
    this.owner = new Map(slots.map((slot) => [endpoints.id[slot]!, endpoints.rx[slot]!]));
  }

  learn({ question, answer, id, version, other, unread }: Accepted): void {
    const named = (field: number) => (field === 0 ? id : field);
    const w1 = question[2]!;
    switch (question[0]) {
      case FFA.RXTX_MAP:
      case wide(FFA.RXTX_MAP):
        this.pass(named(Math.max(other, 0)), [RX.UNMAPPED], RX.EMPTY);
        break;
      case FFA.RXTX_UNMAP:
        this.pass(named(w1 >>> 16), [RX.EMPTY, RX.FULL, RX.ACQUIRED], RX.UNMAPPED);
        break;
      case FFA.RX_RELEASE:
        mustEqual(unread, false, 'a letter that is not read');
        this.pass(named(w1 & 0xffff), id === 0 ? [RX.FULL, RX.ACQUIRED] : [RX.FULL], RX.EMPTY);
        break;
      case FFA.RX_ACQUIRE:
        this.pass(w1 & 0xffff, [RX.EMPTY], RX.ACQUIRED);
        break;
      case FFA.MSG_SEND2:
        this.pass(other, [RX.EMPTY], RX.FULL);
        break;
      case FFA.PARTITION_INFO_GET:
        if ((question[10]! & COUNT_ONLY) === 0) this.pass(id, [RX.EMPTY], RX.FULL);
        break;
      case FFA.MSG_WAIT: {
        const kept = (version >= VERSION_1_2 && (question[4]! & RETAIN) !== 0) || unread;
        if (this.owner.get(id) === RX.FULL && !kept) this.owner.set(id, RX.EMPTY);
        break;
      }
      default:
        if (FILLING.has(answer[0]!)) this.pass(id, [RX.EMPTY], RX.FULL);
    }
  }

  /** An endpoint has died. */
  forget(id: number): void {
    this.owner.set(id, RX.UNMAPPED);
  }

  expectSame({ state: { endpoints } }: Spmc): void {
    const found = [...this.owner.keys()].map((id) => [id, endpoints.rx[endpoints.slotOf(id)]]);
    mustEqual(found, [...this.owner]);
  }

  private pass(id: number, from: readonly number[], to: number): void {
    mustContain(from, this.owner.get(id) ?? -1, `RX of ${id}`);
    this.owner.set(id, to);
  }
}
