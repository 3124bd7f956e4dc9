import { hexText } from '../../core/abi/hex.ts';
import { type Holder, type OpenHandle, openHandles } from '../../core/board/open-handles.ts';
import type { RunningMachine } from '../../core/board/running-machine.ts';
import type { Tally } from '../../core/board/tally.ts';
import { rightsText } from '../../core/memory/page-word.ts';
import { columns } from './columns.ts';
import type { Terminal } from './terminal.ts';

/** What a machine leaves behind, as tables: calls by function, refusals by rule, and handles that are open. */
export function reportLines(machine: RunningMachine, tally: Tally, { paint }: Terminal): readonly string[] {
  const calls = tally.byFunction();
  const refusals = tally.byRule();
  const open = openHandles(machine);
  const heading = (text: string) => paint('heading', text);
  return [
    heading(calls.length === 0 ? 'no calls' : 'calls'),
    ...columns(
      calls.map(({ function: name, calls: count, refused, injected, hypervisor = 0 }) => [
        String(count),
        name,
        [
          ...(refused === 0 ? [] : [`${refused} refused`]),
          ...(injected === 0 ? [] : [`${injected} injected`]),
          ...(hypervisor === 0 ? [] : [`${hypervisor} by the hypervisor`]),
        ].join(', '),
      ]),
    ),
    heading(refusals.length === 0 ? 'no refusals' : 'refusals'),
    ...columns(refusals.map(({ rule, status, calls: count }) => [String(count), rule, status])),
    heading(open.length === 0 ? 'no open handles' : 'open handles'),
    ...columns(open.map(handleCells)),
  ];
}

/** The same for programs. */
export function reportJson(machine: RunningMachine, tally: Tally): object {
  return {
    calls: tally.byFunction(),
    refusals: tally.byRule(),
    open: openHandles(machine).map(({ handle, holders, ...open }) => ({
      handle: hexText(handle),
      ...open,
      holders: holders.map((holder) => ({ ...holder, rights: rightsText(holder.rights) })),
    })),
  };
}

function handleCells({ handle, kind, owner, pages, since, holders }: OpenHandle): readonly string[] {
  return [
    hexText(handle),
    `${kind} of ${owner}`,
    pages === 1 ? '1 page' : `${pages} pages`,
    since === undefined ? 'fragments are missing' : `since call ${since}`,
    holders.length === 0 ? 'held by nobody' : `held by ${holders.map(holderText).join(', ')}`,
  ];
}

function holderText({ partition, rights }: Holder): string {
  return `${partition} ${rightsText(rights)}`;
}
