/**
 * pcapng, which Wireshark and its like open: an interface for each endpoint and VM, a packet for each call, answer, fault, teardown and
 * settlement, and for each message of Gunyah's resource manager. `packet-layout.ts` says what a packet consists of.
 */

import { RecordedCalls } from '../decode/recorded-calls.ts';
import type {
  RecordedAbort,
  RecordedCall,
  RecordedDrop,
  RecordedEvent,
  RecordedRequest,
  RecordedSettle,
} from '../decode/recorded-event.ts';
import { TraceClock } from './clock.ts';
import { callerText, changeTexts, refusalText, settledText } from './event-text.ts';
import type { Exporter } from './exporter.ts';
import { MessagePacketWriter } from './message-packet-writer.ts';
import { PacketWriter } from './packet-writer.ts';
import { DIRECTION, type Direction, type PacketBlock, PcapngBlocks } from './pcapng-blocks.ts';
import { packetRule, tracedRule } from './rules.ts';

const NANOSECONDS = 1000;
/** The last moment that 64 bits tell; a recording may give any number. */
const LATEST = 0xffff_ffff_ffff_ffffn;

export class PcapngExporter implements Exporter {
  readonly #clock = new TraceClock();
  readonly #calls = new RecordedCalls();
  readonly #packets = new PacketWriter();
  readonly #messages = new MessagePacketWriter();
  readonly #blocks = new PcapngBlocks();
  readonly #interfaces = new Map<string, number>();

  begin(about: string): Uint8Array {
    this.#blocks.section(about);
    return this.#blocks.take();
  }

  event(event: RecordedEvent): Uint8Array {
    const { start, end } = this.#clock.spanOf(event);
    switch (event.kind) {
      case 'call':
        this.#call(event, start, end);
        break;
      case 'fault':
        this.#packet(event.caller, start, DIRECTION.NONE, this.#packets.fault(event), []);
        break;
      case 'abort':
        this.#packet(event.caller, start, DIRECTION.NONE, this.#packets.teardown(event), remarksOn(event));
        break;
      case 'settle':
        this.#packet(event.caller, start, DIRECTION.NONE, this.#packets.settlement(event), [
          settledText(event),
          ...remarksOn(event),
        ]);
        break;
      case 'request':
        this.#packet(event.caller, start, DIRECTION.OUT, this.#messages.request(event), []);
        this.#packet(event.caller, end, DIRECTION.IN, this.#messages.reply(event), remarksOn(event));
        break;
      case 'notice':
        this.#packet(event.caller, start, DIRECTION.IN, this.#messages.notice(event), []);
        break;
      case 'drop':
        this.#packet(event.caller, start, DIRECTION.OUT, this.#messages.drop(event), [droppedText(event)]);
        break;
    }
    return this.#blocks.take();
  }

  end(): Uint8Array {
    return new Uint8Array();
  }

  #call(call: RecordedCall, start: number, end: number): void {
    const { caller, out, next: receiver = caller } = call;
    const pieces = this.#calls.piecesOf(call);
    const [sent, received] = ['TX', 'RX'].map((name) => pieces.find(({ origin }) => origin?.buffer === name));
    const remarks = remarksOn(call);
    const asked = this.#packets.call(call, sent);
    this.#packet(caller, start, DIRECTION.OUT, asked, out === undefined ? remarks : []);
    if (out === undefined) return;
    const answered = this.#packets.answer(call, out, receiver, received);
    // What nobody gets is seen where it was asked for.
    this.#packet(receiver || caller, end, DIRECTION.IN, answered, remarks);
  }

  /** A packet at an endpoint, whose interface comes before it when it is new. */
  #packet(
    endpoint: string,
    microseconds: number,
    direction: Direction,
    bytes: Uint8Array,
    comments: PacketBlock['comments'],
  ): void {
    const known = this.#interfaces.get(endpoint);
    const at = known ?? this.#interfaces.size;
    if (known === undefined) {
      this.#interfaces.set(endpoint, at);
      this.#blocks.interface(callerText({ caller: endpoint, cpu: 0 }));
    }
    const nanoseconds = BigInt(Math.round(microseconds * NANOSECONDS));
    const time = nanoseconds < LATEST ? nanoseconds : LATEST;
    this.#blocks.packet({ at, time, direction, bytes, comments });
  }
}

/** What people read beside a packet: the rule that was broken, and the pages that changed hands. */
function remarksOn(
  event: RecordedCall | RecordedAbort | RecordedSettle | RecordedRequest,
): readonly string[] {
  const pages = changeTexts(event.changes).join('; ');
  const refused = 'refusal' in event && event.refusal !== undefined ? [ruleText(event.refusal)] : [];
  return pages === '' ? refused : [...refused, pages];
}

function droppedText({ why }: RecordedDrop): string {
  const rule = packetRule(why);
  return rule === undefined ? why : `${rule.id}: ${rule.what}`;
}

function ruleText(refusal: NonNullable<RecordedCall['refusal']>): string {
  const what = tracedRule(refusal.rule)?.what;
  return [refusalText(refusal), ...(what === undefined ? [] : [what])].join(': ');
}
