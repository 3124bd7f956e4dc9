import { type Frame, w } from '../abi/frame.ts';
import type { StructureKind } from '../decode/kind.ts';
import { structureNamed } from '../decode/kinds.ts';
import type { CallPiece } from '../decode/recorded-calls.ts';
import type { RecordedAbort, RecordedCall, RecordedFault, RecordedSettle } from '../decode/recorded-event.ts';
import { PacketBuilder } from './packet-builder.ts';
import { BUFFER, CONTENTS, FAULT, ITEMS } from './packet-layout.ts';

/** Writes the packets of calls, and of what happens to partitions. */
export class PacketWriter {
  readonly #packet = new PacketBuilder();

  /** The packet of a call. `sent` is what the caller's TX holds. */
  call(call: RecordedCall, sent: CallPiece | undefined): Uint8Array {
    this.#packet.begin('call', call, w(call.in, 0));
    this.#packet.textItem(ITEMS.partition, call.caller);
    this.#registers(call.in);
    this.#packet.refusal(call.refusal);
    if (call.out === undefined) this.#packet.changes(call.changes);
    return this.#end(sent);
  }

  /** The packet of the answer `out`, which goes to `receiver`. `received` is what the caller's RX holds. */
  answer(call: RecordedCall, out: Frame, receiver: string, received: CallPiece | undefined): Uint8Array {
    this.#packet.begin('answer', call, w(call.in, 0));
    this.#packet.textItem(ITEMS.partition, receiver);
    this.#registers(out);
    this.#packet.refusal(call.refusal);
    this.#packet.changes(call.changes);
    return this.#end(received);
  }

  fault({ address, access, fault, caller, ...event }: RecordedFault): Uint8Array {
    this.#packet.begin('fault', event, 0);
    this.#packet.textItem(ITEMS.partition, caller);
    this.#packet.item(ITEMS.fault, () => {
      this.#packet.writer.structure(FAULT, { address: BigInt(address) });
      this.#packet.text(access);
      this.#packet.text(fault);
    });
    return this.#packet.take();
  }

  teardown(event: RecordedAbort): Uint8Array {
    return this.#changes('teardown', event);
  }

  settlement(event: RecordedSettle): Uint8Array {
    return this.#changes('settle', event);
  }

  #changes(kind: 'teardown' | 'settle', event: RecordedAbort | RecordedSettle): Uint8Array {
    this.#packet.begin(kind, event, 0);
    this.#packet.textItem(ITEMS.partition, event.caller);
    this.#packet.changes(event.changes);
    return this.#packet.take();
  }

  /** The buffer comes last: it is what is cut when a packet is too long. */
  #end(carried: CallPiece | undefined): Uint8Array {
    if (carried !== undefined) this.#buffer(carried);
    return this.#packet.take();
  }

  #registers(frame: Frame): void {
    this.#packet.item(ITEMS.registers, () => {
      for (const half of frame) this.#packet.writer.word(half);
    });
  }

  /** What nobody agreed a version for is read as what it looks like, as everywhere. */
  #buffer({ bytes, kind: name, version: agreed, partitionInfoSize }: CallPiece): void {
    const kind = name && structureNamed(name);
    const version = agreed ?? kind?.guess(bytes).versions[0] ?? 0;
    const about = {
      version,
      guessed: agreed === undefined ? 1 : 0,
      content: contentOf(kind),
      elementSize: partitionInfoSize ?? kind?.divide?.(bytes, version).partitionInfoSize ?? 0,
    };
    this.#packet.item(ITEMS.buffer, () => {
      this.#packet.writer.structure(BUFFER, about);
      this.#packet.writer.put(bytes);
    });
  }
}

function contentOf(kind: StructureKind | undefined): number {
  return kind === undefined || kind.annotation === 'boot-info' ? 0 : CONTENTS[kind.annotation];
}
