import { functionOfId } from '../abi/functions.ts';
import { bytesText, hexText } from '../abi/hex.ts';
import { messageById } from '../gunyah/wire/messages.ts';
import { rightsText } from '../memory/page-word.ts';
import { PAGE_SIZE } from '../memory/pages.ts';
import type { Lab } from './lab.ts';
import type { AskMove, CallMove, MadeBy, Move } from './move.ts';
import type { Shrunk } from './shrink.ts';
import type { Stand } from './stand.ts';

/** A step of a machine file, key by key. */
export type FileStep = Readonly<Record<string, unknown>>;

/** A finding as a machine file plays it. */
export interface FoundScenario {
  readonly about: string;
  readonly steps: readonly FileStep[];
}

/**
 * Makes the moves of a finding once more and writes down what each is: bytes and registers, and what came of it. Of the last call, if it is wrong, it
 * says what has to come of it, and of the pages in question what they have to be, where the specification was there to be asked.
 */
export function toScenario(lab: Lab, { breach, moves }: Shrunk): FoundScenario {
  const steps: FileStep[] = [];
  lab.reset();
  for (const [at, move] of moves.entries()) {
    const page = move.do === 'call' ? lab.stand.txPageOf(lab.stand.actors[move.by]) : -1;
    const wrong = lab.step(move) !== undefined;
    steps.push(...stepsOf(lab, move, page, wrong && at === moves.length - 1));
  }
  const { invariant, problem } = breach;
  const about = `${invariant.what} (${invariant.id}, ${invariant.source}) ${capital(problem)}.`;
  return { about, steps: [...steps, ...checksOf(lab)] };
}

/** Pages of one call that are worth a check. */
const PAGES_CHECKED = 8;

/** What the pages that the last call was about have to be. */
function checksOf({ beside, stand }: Lab): readonly FileStep[] {
  if (beside === undefined) return [];
  const pages = new Set([
    ...beside.model.changes.pages,
    ...stand.changes.flatMap(({ page, pages: count }) =>
      Array.from({ length: count }, (_, index) => page + index),
    ),
  ]);
  return [...pages].slice(0, PAGES_CHECKED).map((page) => {
    const { owner, access } = beside.pageNow(page);
    const words = Object.entries(access).map(([name, rights]) => [name, rightsText(rights)]);
    return { do: 'check', page: page * PAGE_SIZE, owner, access: Object.fromEntries(words) };
  });
}

/** A move as steps. `tx` is the page its TX started at; `wrong` says that something else had to come of it. */
function stepsOf(lab: Lab, move: Move, tx: number, wrong: boolean): readonly FileStep[] {
  const { stand } = lab;
  switch (move.do) {
    case 'call': {
      const filled = move.tx === undefined || tx < 0 ? [] : [writeStep(lab, move, tx, move.tx.length)];
      return [...filled, callStep(lab, move, wrong)];
    }
    case 'fill':
      return [
        {
          by: stand.actors[move.by].name,
          do: 'write',
          at: addressOf(stand, move.by, move.page),
          bytes: 'a5 a5 a5 a5',
        },
      ];
    case 'die':
      return [{ by: stand.actors[move.by].name, do: 'abort' }];
    case 'preempt':
      return [{ ...madeBy(stand, move), do: 'preempt' }];
    case 'create':
      return [
        {
          do: 'create',
          guest: stand.actors[move.by].name,
          ...(lab.outcome?.made ? {} : { possible: false }),
        },
      ];
    case 'tick':
      return [{ do: 'tick' }];
    case 'ask':
      return [requestStep(lab, move, wrong)];
    case 'packet':
      return [
        {
          ...{ by: stand.vms?.actors[move.by].name, do: 'rm-packet', bytes: bytesText(move.bytes) },
          ...(lab.outcome?.exchange?.dropped === undefined ? {} : { dropped: true }),
        },
      ];
    case 'hear':
      return [{ by: stand.vms?.actors[move.by].name, do: 'rm-hear' }];
    default:
      // Between regions there is nothing that another world could take.
      if (!isMemory(stand, move.page)) return [];
      return [{ do: 'withdraw', page: move.page * PAGE_SIZE, ...(move.do === 'back' ? { undo: true } : {}) }];
  }
}

function callStep({ stand, outcome, beside }: Lab, move: CallMove, wrong: boolean): FileStep {
  const asked = outcome?.asked ?? new Uint32Array(REGISTERS_SHOWN * 2);
  const registers: Record<string, number | string> = {};
  for (let n = 1; n < REGISTERS_SHOWN; n++) {
    const [low, high] = [asked[2 * n], asked[2 * n + 1]];
    if (high !== 0) registers[`x${n}`] = hexText((BigInt(high) << 32n) | BigInt(low), 16);
    else if (low !== 0) registers[`w${n}`] = low;
  }
  const refused = wrong && beside !== undefined ? beside.wanted(move) : outcome?.rule;
  return {
    ...{ ...madeBy(stand, move), do: 'call', function: nameOf(asked[0]) },
    ...(functionOfId(asked[0]) !== undefined && asked[0] >= 0xc000_0000 ? { wide: true } : {}),
    ...(Object.keys(registers).length === 0 ? {} : { registers }),
    ...(refused === undefined ? {} : { refused }),
    ...(move.rewrite === true ? { rewritten: true } : {}),
    ...(move.starve === undefined ? {} : { starved: move.starve }),
  };
}

/** Who makes a move, and with which of its contexts where it is not the first. */
function madeBy(stand: Stand, { by, vcpu }: MadeBy): FileStep {
  return { by: stand.actors[by].name, ...(vcpu === undefined ? {} : { vcpu }) };
}

/** A request of a VM as bytes, handle and all. */
function requestStep({ stand, outcome, beside }: Lab, move: AskMove, wrong: boolean): FileStep {
  const refused = wrong && beside !== undefined ? beside.wanted(move) : outcome?.rule;
  const payload = stand.vms?.payloadOf(move) ?? [];
  return {
    ...{ by: stand.vms?.actors[move.by].name, do: 'rm-request' },
    ...{ message: messageById(move.id)?.name ?? move.id, payload: bytesText(payload) },
    ...(refused === undefined ? {} : { refused }),
    ...(move.starve === undefined ? {} : { starved: move.starve }),
  };
}

/** x0 to x17, which is all that a call has. */
const REGISTERS_SHOWN = 18;

/** What was in TX when the call was made, handle and all. */
function writeStep({ stand }: Lab, move: CallMove, page: number, words: number): FileStep {
  const bytes = Array.from({ length: words }, (_, index) => stand.txWord(index)).flatMap((word) =>
    [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff),
  );
  return {
    ...{ ...madeBy(stand, move), do: 'write' },
    ...{ at: addressOf(stand, move.by, page), bytes: bytesText(bytes) },
  };
}

function isMemory({ spec }: Stand, page: number): boolean {
  const address = page * PAGE_SIZE;
  return spec.memory.some(({ base, pages }) => address >= base && address < base + pages * PAGE_SIZE);
}

/** Where a partition sees a page of the machine; the page itself where it sees it nowhere. */
function addressOf({ spec }: Stand, by: number, page: number): number {
  const address = page * PAGE_SIZE;
  const owned = spec.partitions[by].memory.find(
    ({ base, pages }) => address >= base && address < base + pages * PAGE_SIZE,
  );
  return owned === undefined ? address : address - owned.base + owned.at;
}

/** The function's name, or its number where it has none. */
function nameOf(id: number): string | number {
  return functionOfId(id)?.name ?? id;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
