import type { RmObserver } from '../gunyah/manager/manager.ts';
import type { ResourceManager } from '../gunyah/manager/resource-manager.ts';
import type { Dropped, Envelope } from '../gunyah/wire/packet.ts';
import { addressOf } from '../memory/pages.ts';
import type { DropEvent, NoticeEvent, RequestEvent, TraceEvent } from './trace.ts';
import type { Witness } from './witness.ts';

/** Puts what the resource manager is asked and what it tells into words: reads its state and leaves it alone. */
export class VmRecorder implements RmObserver {
  private readonly rm: ResourceManager;
  private readonly witness: Witness;
  private readonly nameOf: (vmid: number) => string;
  /** What was heard and not taken yet. A request comes before what was told while it was served. */
  private request: RequestEvent | undefined;
  private notices: NoticeEvent[] = [];

  constructor(rm: ResourceManager, witness: Witness, nameOf: (vmid: number) => string) {
    this.rm = rm;
    this.witness = witness;
    this.nameOf = nameOf;
  }

  served(vmid: number, { sequence, id, payload }: Envelope, reply: Uint8Array): void {
    const refusal = this.refusal();
    this.request = {
      kind: 'request',
      seq: this.witness.seq,
      from: this.nameOf(vmid),
      sequence,
      id,
      payload,
      reply,
      ...(refusal === undefined ? {} : { refusal }),
      changes: this.witness.changes(),
    };
  }

  told(vmid: number, sequence: number, id: number, payload: Uint8Array): void {
    const { seq } = this.witness;
    this.notices.push({ kind: 'notice', seq, from: this.nameOf(vmid), sequence, id, payload });
  }

  dropped(vmid: number, packet: Uint8Array, why: Dropped): DropEvent {
    return {
      kind: 'drop',
      seq: this.witness.seq,
      from: this.nameOf(vmid),
      why,
      packet: packet.slice(),
    };
  }

  /** What has been heard since the last time, in order. */
  take(): readonly TraceEvent[] {
    const events = [...(this.request === undefined ? [] : [this.request]), ...this.notices];
    this.request = undefined;
    this.notices = [];
    return events;
  }

  private refusal(): RequestEvent['refusal'] {
    const { rule, offset, length, page, holder } = this.rm.state.verdict;
    if (rule === null) return undefined;
    return {
      rule: rule.id,
      status: rule.error,
      ...(length === 0 ? {} : { bytes: { offset, length } }),
      ...(page < 0 ? {} : { page: addressOf(page) }),
      ...this.witness.holder(holder),
    };
  }
}
