/** An explorer that is as simple as can be: saved states, described in words, every deed tried. It shares no code with the search of worlds. */

import { Stand } from '../../src/core/explore/stand.ts';
import { movesOf } from '../../src/core/explore/worlds/compile.ts';
import type { World } from '../../src/core/explore/worlds/world.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { ownerOf, rightsOf } from '../../src/core/memory/page-word.ts';

/** What a naive explorer met: states by their descriptions. */
export interface Naive {
  readonly states: ReadonlySet<string>;
  readonly edges: number;
  /** For each state, with everything that is told of it, what can come of it: what is done, and the description of the state after it. */
  readonly ways: ReadonlyMap<string, readonly string[]>;
}

/**
 * Does every deed in every state, with nothing folded but numbers that only count what has been. `dead` says that states are told apart by what
 * is left of a borrower that has given the memory back as well: descriptions do without.
 */
export function exploreNaively(world: World, dead = false): Naive {
  const stand = new Stand(world.machine);
  const { spmc } = stand.built;
  for (const move of world.setup) stand.make(move);
  const { vms } = stand;
  const keep = () => ({ spmc: spmc.save(), memory: stand.memory.save(), rm: vms?.rm.save() });
  const putBack = (kept: ReturnType<typeof keep>) => {
    spmc.restore(kept.spmc);
    stand.memory.restore(kept.memory);
    if (kept.rm !== undefined) vms?.rm.restore(kept.rm);
  };
  const states = new Set([description(world, stand, dead)]);
  const ways = new Map<string, string[]>();
  const waiting = [keep()];
  let edges = 0;
  for (let kept = waiting.pop(); kept !== undefined; kept = waiting.pop()) {
    putBack(kept);
    const from = description(world, stand, dead);
    const done = new Set<string>();
    for (const deed of world.deeds) {
      putBack(kept);
      const rows = liveRows(stand);
      if ('of' in deed && deed.of >= rows.length) continue;
      rows.forEach((row, place) => {
        stand.nameHandle(place, row, spmc.state.transactions.highOf(row));
        vms?.nameHandle(place, vms.rm.state.parcels.ofTransaction(row)?.handle ?? NO_PARCEL);
      });
      const [first, ...others] = movesOf(world, deed);
      if (first === undefined) throw new Error(`${deed.do} is no move`);
      const outcome = stand.make(first);
      if (!outcome.made) continue;
      edges++;
      if (outcome.rule === undefined) for (const move of others) stand.make(move);
      done.add(`${outcome.rule ?? deed.do}: ${description(world, stand)}`);
      const found = description(world, stand, dead);
      if (states.has(found)) continue;
      states.add(found);
      waiting.push(keep());
    }
    ways.set(from, [...done].sort());
  }
  return { states, edges, ways };
}

/** A handle that no parcel has. */
const NO_PARCEL = 0xffff_fffe;

/** A description without what is left of borrowers that have given the memory back. */
export function withoutDead(text: string): string {
  const parts = JSON.parse(text) as Parts;
  const transactions = parts.transactions.map((told) => told.replaceAll(/ 0 granted \d+ \d+/g, ' 0'));
  return JSON.stringify(sorted({ ...parts, transactions }));
}

/** A description when names have changed places: `names` lists pairs. */
export function renamed(text: string, names: readonly (readonly [string, string])[]): string {
  const swaps = new Map(
    names.flatMap(([one, other]) => [
      [one, other],
      [other, one],
    ]),
  );
  const parts = JSON.parse(text.replaceAll(/<[^<>]*>/g, (name) => swaps.get(name) ?? name)) as Parts;
  return JSON.stringify(sorted(parts));
}

interface Parts {
  readonly endpoints: readonly string[];
  readonly pages: readonly string[];
  readonly transactions: readonly string[];
}

function sorted({ endpoints, pages, transactions }: Parts): Parts {
  return { endpoints: endpoints.toSorted(), pages: pages.toSorted(), transactions: transactions.toSorted() };
}

/** A state in words: names in angle brackets, order of no account. */
function description(world: World, stand: Stand, dead = false): string {
  const { ledger, spmc } = stand.built;
  const { endpoints: e, contexts: c } = spmc.state;
  const endpoints = stand.actors.map(({ name, slot, context }) =>
    [
      `<${name}>`,
      c.state[context],
      c.model[context],
      e.life[slot],
      e.rx[slot],
      e.sent[slot],
      e.constituents[slot],
    ].join(' '),
  );
  for (const { name, vmid } of stand.vms?.actors ?? [])
    endpoints.push(`VM <${name}> ${stand.vms?.rm.state.vm(vmid)?.state}`);
  const pages = world.groups
    .filter(({ buffer }) => buffer !== true)
    .flatMap(({ page }) => {
      const word = ledger.map.get(page);
      const owner = stand.actors.find(({ party }) => party === ownerOf(word))?.name;
      const access = stand.actors.map(
        ({ name, party }) => `<${page}> <${name}> ${ledger.rights(party, page)}`,
      );
      return [
        `<${page}> <${owner}> ${rightsOf(word)} ${stand.memory.readBytes(page * 4096, 1)?.[0] !== 0}`,
        ...access,
      ];
    });
  return JSON.stringify(
    sorted({ endpoints, pages, transactions: liveRows(stand).map((row) => told(stand, row, dead)) }),
  );
}

function told(stand: Stand, row: number, dead: boolean): string {
  const { ledger } = stand.built;
  const runs = ledger.runsOf(row);
  const pages: unknown[] = [];
  while (runs.next()) pages.push(`<${runs.page}>`, runs.pages);
  const parts = parcelTold(stand, row) ?? sentTold(stand, row, dead);
  return [...parts, ledger.transactions.holders[row], ledger.transactions.kept[row], ...pages].join(' ');
}

/** What FF-A knows of a transaction. */
function sentTold(stand: Stand, row: number, dead: boolean): readonly unknown[] {
  const { ledger, spmc } = stand.built;
  const { transactions: t, receivers: r } = spmc.state;
  const name = (id: number | undefined) => `<${stand.actors.find((actor) => actor.id === id)?.name}>`;
  const parts: unknown[] = [name(t.senderId[row]), t.operation[row], t.stage[row], t.flags[row]];
  parts.push(t.attributes[row], t.orphaned[row], t.clearLater[row], t.received[row]);
  for (const each of borrowersOf(stand, row)) {
    const { holds, rights } = ledger.borrowers;
    parts.push(name(r.endpoint[each]), r.permissions[each], holds[each]);
    if (dead || holds[each] !== 0) parts.push(`granted ${r.granted[each]} ${rights[each]}`);
  }
  return parts;
}

/** What Gunyah knows of a parcel; undefined where a transaction is none. */
function parcelTold({ vms }: Stand, row: number): readonly unknown[] | undefined {
  const parcel = vms?.rm.state.parcels.ofTransaction(row);
  if (parcel === undefined) return undefined;
  const { owner, transfer, sanitized, sanitizeAtReclaim, complete, regions, receivers } = parcel;
  return [
    ...['parcel', owner, transfer, sanitized, sanitizeAtReclaim, complete, regions],
    ...receivers.flatMap(({ vmid, rights, accepted, mapped, contiguous, placed }) => [
      ...[vmid, rights, accepted, mapped, contiguous, placed],
    ]),
  ];
}

function borrowersOf(stand: Stand, row: number): readonly number[] {
  const { transactions, borrowers } = stand.built.ledger;
  const rows: number[] = [];
  for (let each = transactions.firstBorrower[row] ?? 0; each !== 0; each = borrowers.next[each] ?? 0)
    rows.push(each);
  return rows;
}

function liveRows(stand: Stand): readonly number[] {
  const { kind, slots } = stand.built.ledger.transactions;
  return Array.from({ length: slots.used }, (_, index) => index + 1).filter(
    (row) => kind[row] !== 0 && kind[row] !== KIND.PIN,
  );
}
