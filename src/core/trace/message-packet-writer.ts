import type { RecordedDrop, RecordedNotice, RecordedRequest } from '../decode/recorded-event.ts';
import { headerOf, MOST_PAYLOAD, PACKET_HEADER, PACKET_TYPE, packetsOf } from '../gunyah/wire/packet.ts';
import { PacketBuilder } from './packet-builder.ts';
import { ITEMS } from './packet-layout.ts';
import { packetRule } from './rules.ts';

/** Writes the packets of what VMs of Gunyah ask, are answered and are told. */
export class MessagePacketWriter {
  readonly #packet = new PacketBuilder();

  request(request: RecordedRequest): Uint8Array {
    this.#begin('request', request);
    this.#packet.refusal(request.refusal);
    return this.#end(PACKET_TYPE.REQUEST, request, request.payload);
  }

  /** The packet of its answer. */
  reply(request: RecordedRequest): Uint8Array {
    this.#begin('reply', request);
    this.#packet.refusal(request.refusal);
    this.#packet.changes(request.changes);
    return this.#end(PACKET_TYPE.REPLY, request, request.reply);
  }

  notice(notice: RecordedNotice): Uint8Array {
    this.#begin('notice', notice);
    return this.#end(PACKET_TYPE.NOTIFICATION, notice, notice.payload);
  }

  /** The packet of a packet that was dropped, as it was. */
  drop({ packet, why, ...event }: RecordedDrop): Uint8Array {
    const id = packet.length < PACKET_HEADER.size ? 0 : headerOf(packet).id;
    this.#packet.begin('drop', event, id);
    this.#packet.textItem(ITEMS.vm, event.caller);
    const rule = packetRule(why)?.id;
    this.#packet.refusal(rule === undefined ? undefined : { rule });
    this.#packet.item(ITEMS.dropped, () => {
      this.#packet.text(why);
      this.#packet.writer.put(packet);
    });
    return this.#packet.take();
  }

  #begin(kind: 'request' | 'reply' | 'notice', message: RecordedRequest | RecordedNotice): void {
    this.#packet.begin(kind, message, message.id);
    this.#packet.textItem(ITEMS.vm, message.caller);
  }

  /** The message comes last: it is what is cut when a packet is too long. */
  #end(
    type: number,
    { sequence = 0, id }: RecordedRequest | RecordedNotice,
    payload: Uint8Array,
  ): Uint8Array {
    // A recording may hold more than packets can carry: then the header counts as many as there can be.
    const [first] = packetsOf({ type, sequence, id, payload: payload.subarray(0, MOST_PAYLOAD) });
    this.#packet.item(ITEMS.message, () => {
      this.#packet.writer.put(first.subarray(0, PACKET_HEADER.size));
      this.#packet.writer.put(payload);
    });
    return this.#packet.take();
  }
}
