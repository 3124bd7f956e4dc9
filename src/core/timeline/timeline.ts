import { w } from '../abi/frame.ts';
import { functionOfId } from '../abi/functions.ts';
import type { MachineSpec } from '../board/machine.ts';
import type { RecordedChange, RecordedEvent } from '../decode/recorded-event.ts';
import { messageName } from '../gunyah/wire/message-text.ts';
import { pageOf } from '../memory/pages.ts';
import { callerText } from '../trace/event-text.ts';
import { PageRecord } from './page-record.ts';
import { type PageExtent, PageSpace } from './page-space.ts';
import type { HoldKind } from './page-states.ts';
import { type Slices, slicesOf } from './slices.ts';
import { type TransactionLife, TransactionLives } from './transaction-lives.ts';

/** A run of a machine, for any moment of it: who did what, who holds every page, what became of every transaction. */
export interface Timeline {
  /** A moment is the number of the event that was the last; before all of them it is -1. */
  readonly events: readonly RecordedEvent[];
  /** Names of endpoints, with the number of the execution context where it is not the first. */
  readonly lanes: readonly string[];
  /** The lane of each event. */
  readonly lane: Uint16Array<ArrayBuffer>;
  readonly slices: Slices;
  readonly pages: PageRecord;
  readonly transactions: readonly TransactionLife[];
  /** The machine it ran on, where that is known. */
  readonly machine: MachineSpec | undefined;
}

/** Puts the events of a run in order. Without a machine, pages are those that events name. */
export function timelineOf(events: readonly RecordedEvent[], machine?: MachineSpec): Timeline {
  const { names, laneOf } = lanesOf(machine);
  const lane = Uint16Array.from(events, (event) => laneOf(callerText(event)));
  const pages = new PageRecord(
    new PageSpace(machine?.memory.map(extentOf) ?? extentsIn(events)),
    [...(machine?.partitions ?? []), ...(machine?.vms ?? [])].flatMap(({ name, memory }) =>
      memory.map((owned) => ({ owner: name, ...extentOf(owned) })),
    ),
  );
  const lives = new TransactionLives();
  for (const [number, event] of events.entries()) {
    const begun = lives.follow(event, number);
    if (!('changes' in event)) continue;
    const hold = { kind: begun?.send ?? holdKind(event), since: number };
    for (const change of event.changes)
      pages.note(number, change.change, change.party, changedExtent(change), hold);
  }
  const slices = slicesOf(events, lane, laneOf);
  return { events, lanes: names, lane, slices, pages, transactions: lives.all, machine };
}

/** Gives names their lanes: those of the machine first, others in the order in which they appear. */
function lanesOf(machine: MachineSpec | undefined): {
  readonly names: readonly string[];
  readonly laneOf: (name: string) => number;
} {
  const known = [...(machine?.partitions ?? []), ...(machine?.vms ?? [])].map(({ name }) => name);
  const names = [...new Set(known)];
  const numbers = new Map(names.map((name, index) => [name, index]));
  const laneOf = (name: string): number => {
    const number = numbers.get(name) ?? names.push(name) - 1;
    numbers.set(name, number);
    return number;
  };
  return { names, laneOf };
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

const HOLDS: Readonly<Record<string, HoldKind>> = {
  FFA_MEM_SHARE: 'share',
  FFA_MEM_LEND: 'lend',
  FFA_MEM_DONATE: 'donate',
  FFA_RXTX_MAP: 'mailbox',
  MEM_SHARE: 'share',
  MEM_LEND: 'lend',
  MEM_DONATE: 'donate',
};

/** How pages are held that an event claims by itself. */
function holdKind(event: RecordedEvent): HoldKind {
  if (event.kind === 'request') return HOLDS[messageName(event.id)] ?? 'other';
  return (event.kind === 'call' && HOLDS[functionOfId(w(event.in, 0))?.name ?? '']) || 'other';
}
