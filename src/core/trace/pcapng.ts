/**
 * pcapng, which Wireshark and its like open: an interface for each endpoint, a packet for each call, answer, fault and teardown.
 * `packet-layout.ts` says what a packet consists of.
 */

import { RecordedCalls } from '../decode/recorded-calls.ts';
import type { RecordedCall, RecordedEvent } from '../decode/recorded-event.ts';
import { ruleById } from '../rules/registry.ts';
import { joinBytes } from './byte-parts.ts';
import { TraceClock } from './clock.ts';
import { callerText, changeTexts, refusalText } from './event-text.ts';
import type { Exporter } from './exporter.ts';
import { answerPacket, callPacket, eventPacket } from './packets.ts';
import {
  DIRECTION,
  type Direction,
  interfaceBlock,
  type PacketBlock,
  packetBlock,
  sectionBlock,
} from './pcapng-blocks.ts';

const NANOSECONDS = 1000;
/** The last moment that 64 bits tell; a recording may give any number. */
const LATEST = 0xffff_ffff_ffff_ffffn;

export class PcapngExporter implements Exporter {
  readonly #clock = new TraceClock();
  readonly #calls = new RecordedCalls();
  readonly #interfaces = new Map<string, number>();

  begin(about: string): Uint8Array {
    return sectionBlock(about);
  }

  event(event: RecordedEvent): Uint8Array {
    const { start, end } = this.#clock.spanOf(event);
    if (event.kind === 'call') return this.#call(event, start, end);
    return this.#packet(event.caller, start, DIRECTION.NONE, eventPacket(event), remarksOn(event));
  }

  end(): Uint8Array {
    return new Uint8Array();
  }

  #call(call: RecordedCall, start: number, end: number): Uint8Array {
    const { caller, out, next: receiver = caller } = call;
    const pieces = this.#calls.piecesOf(call);
    const [sent, received] = ['TX', 'RX'].map((name) => pieces.find(({ origin }) => origin?.buffer === name));
    const remarks = remarksOn(call);
    const asked = callPacket(call, sent);
    if (out === undefined) return this.#packet(caller, start, DIRECTION.OUT, asked, remarks);
    const answered = answerPacket(call, out, receiver, received);
    return joinBytes([
      this.#packet(caller, start, DIRECTION.OUT, asked, []),
      // What nobody gets is seen where it was asked for.
      this.#packet(receiver || caller, end, DIRECTION.IN, answered, remarks),
    ]);
  }

  /** A packet at an endpoint, whose interface comes before it when it is new. */
  #packet(
    endpoint: string,
    microseconds: number,
    direction: Direction,
    bytes: Uint8Array,
    comments: PacketBlock['comments'],
  ): Uint8Array {
    const known = this.#interfaces.get(endpoint);
    const at = known ?? this.#interfaces.size;
    this.#interfaces.set(endpoint, at);
    const nanoseconds = BigInt(Math.round(microseconds * NANOSECONDS));
    const time = nanoseconds < LATEST ? nanoseconds : LATEST;
    const packet = packetBlock({ at, time, direction, bytes, comments });
    if (known !== undefined) return packet;
    return joinBytes([interfaceBlock(callerText({ caller: endpoint, cpu: 0 })), packet]);
  }
}

/** What people read beside a packet: the rule that was broken, and the pages that changed hands. */
function remarksOn(event: RecordedEvent): readonly string[] {
  if (event.kind === 'fault') return [];
  const pages = changeTexts(event.changes).join('; ');
  const refused = event.kind === 'call' && event.refusal !== undefined ? [ruleText(event.refusal)] : [];
  return pages === '' ? refused : [...refused, pages];
}

function ruleText(refusal: NonNullable<RecordedCall['refusal']>): string {
  const what = ruleById(refusal.rule)?.what;
  return [refusalText(refusal), ...(what === undefined ? [] : [what])].join(': ');
}
