import { type MachineSpec, partitionMeant } from '../board/machine.ts';
import type { RecordedChange, RecordedEvent } from '../decode/recorded-event.ts';
import { pageOf } from '../memory/pages.ts';
import { callerText } from '../trace/event-text.ts';
import { AgreedVersions } from './agreed-versions.ts';
import { EventLog, type Events } from './event-log.ts';
import { eventName, wentWrong } from './event-words.ts';
import { Mailboxes } from './mailboxes.ts';
import { NameList } from './name-list.ts';
import { NumberList } from './number-list.ts';
import { PageRecord } from './page-record.ts';
import { type PageExtent, PageSpace } from './page-space.ts';
import type { HoldKind } from './page-states.ts';
import { SliceList, type Slices } from './slices.ts';
import { type TransactionLife, TransactionLives } from './transaction-lives.ts';

/** A run of a machine, for any moment of it: who did what, who holds every page, what became of every transaction. */
export interface Timeline {
  /** A moment is the number of the event that was the last; before all of them it is -1. */
  readonly events: Events;
  /** Names of endpoints, with the number of the execution context where it is not the first. */
  readonly lanes: readonly string[];
  /** The lane of each event. */
  readonly lane: Uint16Array<ArrayBuffer>;
  /** What events are called, and the number of each one's name. */
  readonly names: readonly string[];
  readonly name: Uint16Array<ArrayBuffer>;
  /** Of each event, 1 where something went wrong. */
  readonly wrong: Uint8Array<ArrayBuffer>;
  readonly slices: Slices;
  readonly pages: PageRecord;
  readonly transactions: readonly TransactionLife[];
  readonly mailboxes: Mailboxes;
  readonly versions: AgreedVersions;
  /** The machine it ran on, where that is known. */
  readonly machine: MachineSpec | undefined;
}

/** Puts the events of a run in order. Without a machine, pages are those that events name. */
export function timelineOf(events: readonly RecordedEvent[], machine?: MachineSpec): Timeline {
  const timeline = new GrowingTimeline(machine);
  timeline.add(events);
  return timeline;
}

/** A timeline to which events are added as they come: it is the same as if they had come together. */
export class GrowingTimeline implements Timeline {
  readonly machine: MachineSpec | undefined;
  readonly pages: PageRecord;
  readonly mailboxes: Mailboxes;
  readonly versions: AgreedVersions;
  readonly #events = new EventLog();
  readonly #lanes: NameList;
  readonly #lane = new NumberList(Uint16Array);
  readonly #names = new NameList();
  readonly #name = new NumberList(Uint16Array);
  readonly #wrong = new NumberList(Uint8Array);
  readonly #slices = new SliceList();
  readonly #lives = new TransactionLives();

  constructor(machine?: MachineSpec) {
    this.machine = machine;
    const parties = [...(machine?.partitions ?? []), ...(machine?.vms ?? [])];
    this.#lanes = new NameList(parties.map(({ name }) => name));
    this.versions = new AgreedVersions(machine);
    this.mailboxes = new Mailboxes(this.versions, machine);
    this.pages = new PageRecord(
      new PageSpace(machine?.memory.map(extentOf) ?? []),
      parties.flatMap(({ name, memory }) => memory.map((owned) => ({ owner: name, ...extentOf(owned) }))),
    );
  }

  get events(): Events {
    return this.#events;
  }

  get lanes(): readonly string[] {
    return this.#lanes.names;
  }

  get lane(): Uint16Array<ArrayBuffer> {
    return this.#lane.all;
  }

  get names(): readonly string[] {
    return this.#names.names;
  }

  get name(): Uint16Array<ArrayBuffer> {
    return this.#name.all;
  }

  get wrong(): Uint8Array<ArrayBuffer> {
    return this.#wrong.all;
  }

  get slices(): Slices {
    return this.#slices.all;
  }

  get transactions(): readonly TransactionLife[] {
    return this.#lives.all;
  }

  /**
   * Adds what happened next. It costs what it changes; but where no machine is known, pages that nobody has named yet cost as much as all that
   * happened before, once however many come together.
   */
  add(events: readonly RecordedEvent[]): void {
    if (this.machine === undefined) this.pages.widen(extentsIn(events));
    for (const event of events) this.#add(this.#placed(event));
  }

  /** An event that tells an exception level only, where the machine says who sits there. */
  #placed(event: RecordedEvent): RecordedEvent {
    const caller = this.machine && partitionMeant(this.machine, event.caller);
    return caller === undefined || caller === event.caller ? event : { ...event, caller };
  }

  #add(event: RecordedEvent): void {
    const number = this.#events.length;
    this.#events.push(event);
    const lane = this.#lanes.numberOf(callerText(event));
    this.#lane.push(lane);
    this.#name.push(this.#names.numberOf(eventName(event)));
    this.#wrong.push(wentWrong(event) ? 1 : 0);
    this.#slices.add(event, lane, this.#lanes.numberOf);
    this.versions.follow(event, number);
    this.mailboxes.follow(event, number);
    const claims = this.#lives.follow(event, number);
    if (!('changes' in event)) return;
    const hold = { kind: claims?.send ?? holdKind(event), since: claims?.begin ?? number };
    for (const change of event.changes)
      this.pages.note(number, change.change, change.party, changedExtent(change), hold);
  }
}

function extentOf({ base, pages }: { readonly base: number; readonly pages: number }): PageExtent {
  return { page: pageOf(base), pages };
}

function extentsIn(events: readonly RecordedEvent[]): readonly PageExtent[] {
  return events.flatMap((event) => ('changes' in event ? event.changes.map(changedExtent) : []));
}

function changedExtent({ address, pages }: RecordedChange): PageExtent {
  return { page: pageOf(Number(address)), pages: Math.max(0, pages) };
}

/** How pages are held that an event claims for no transaction that is known. */
function holdKind(event: RecordedEvent): HoldKind {
  return eventName(event) === 'FFA_RXTX_MAP' ? 'mailbox' : 'other';
}
