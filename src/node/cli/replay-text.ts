import { w } from '../../core/abi/frame.ts';
import { functionName } from '../../core/abi/functions.ts';
import { messageName, messageText } from '../../core/gunyah/wire/message-text.ts';
import type { Difference } from '../../core/replay/differences.ts';
import type { Deviation } from '../../core/replay/replay.ts';
import { questionText } from '../../core/trace/call-text.ts';
import { columns } from './columns.ts';
import type { Terminal } from './terminal.ts';

/** Longer values, such as what RX holds, are cut. */
const WIDEST = 48;

/** What to say where nothing came otherwise. */
export function sameText(events: number): string {
  return `${events} events, all as recorded`;
}

/** An event that came otherwise than it was recorded, where it is recorded, and what differs. */
export function deviationLines(
  place: string,
  { seq, caller, call, request, differences }: Deviation,
  { paint }: Terminal,
): readonly string[] {
  return [
    paint('bad', `${place}: call ${seq} of ${caller} does not come as recorded`),
    ...(call === undefined ? [] : [`  ${questionText(call)}`]),
    ...(request === undefined ? [] : [`  ${messageText(request.id, request.payload)}`]),
    ...columns([['', 'expected', 'seen', ''], ...differences.map(cells)]),
  ];
}

/** The same for programs. */
export function deviationJson({ seq, caller, call, request, differences }: Deviation): object {
  return {
    seq,
    from: caller,
    ...(call === undefined ? {} : { function: functionName(w(call, 0)) }),
    ...(request === undefined ? {} : { message: messageName(request.id) }),
    differences,
  };
}

function cells({ what, name, expected, seen }: Difference): readonly string[] {
  return [what, shortened(expected), shortened(seen), name];
}

function shortened(text: string): string {
  if (text === '') return '-';
  return text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 3)}...`;
}
