import type { Frame } from '../../core/abi/frame.ts';
import { x } from '../../core/abi/frame.ts';
import { hexText } from '../../core/abi/hex.ts';
import type { Board } from '../../core/board/board.ts';
import type { Hold } from '../../core/board/hold.ts';
import { pageReport } from '../../core/board/page-report.ts';
import type { FaultedPage, TraceEvent } from '../../core/board/trace.ts';
import { messageName } from '../../core/gunyah/wire/message-text.ts';
import { rightsText } from '../../core/memory/page-word.ts';
import type { RunEvent, RunResult } from '../../core/scenario/runner.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { wantedText } from '../../core/scenario/step-text.ts';
import { recordedRefusal } from '../../core/timeline/recorded.ts';
import { machineFile } from '../machine/write-machine.ts';

/** The first line: what the lines are. A reader of recordings takes the calls and passes over the rest. */
export const TRACE_HEADER = { format: 'ffa-trace', version: 1 };

/** The same for the recording of a run, with the machine it runs on. */
export function runHeader({
  machine,
  initialising = [],
  programs = {},
}: Pick<Scenario, 'machine' | 'initialising' | 'programs'>): object {
  return { ...TRACE_HEADER, machine: machineFile(machine, [...initialising, ...Object.keys(programs)]) };
}

/** The events of a run as objects for `JSON.stringify`. */
export function eventJson(event: RunEvent, lineOf?: (step: number) => number | undefined): object {
  switch (event.kind) {
    case 'step': {
      const { by, act, note } = event.step;
      return {
        kind: 'step',
        step: event.index + 1,
        ...(lineOf === undefined ? {} : { line: lineOf(event.index) }),
        ...(by === '' ? {} : { by }),
        do: act.verb,
        ...(note === undefined ? {} : { note }),
      };
    }
    case 'judged':
      return {
        kind: 'judged',
        step: event.index + 1,
        ok: event.missed === undefined,
        ...(event.missed === undefined ? {} : { missed: event.missed, expected: wantedText(event.step) }),
      };
    case 'trace':
      return traceJson(event.event);
  }
}

/** The page map as an object. */
export function pageMapJson(board: Board): object {
  const pages = pageReport(board).map(({ address, access, held, ...run }) => ({
    address: hexText(address),
    ...run,
    access: access.map(({ partition, rights }) => ({ partition, rights: rightsText(rights) })),
    ...(held === undefined ? {} : { held: holdJson(held) }),
  }));
  return { kind: 'pages', pages };
}

/** A mailbox is held by no transaction, and has no handle. */
function holdJson({ kind, handle, ...rest }: Hold): object {
  return kind === 'mailbox' ? { kind, ...rest } : { kind, handle: hexText(handle), ...rest };
}

/** The last line. */
export function resultJson({ ok, steps, missed }: RunResult): object {
  return { ok, kind: 'end', steps, missed };
}

/** One event of a recording. */
export function traceJson(event: TraceEvent): object {
  if (event.kind === 'fault') {
    const { fault, vcpu, page, ...place } = event;
    return {
      ...place,
      cpu: vcpu,
      fault: { ...fault, address: hexText(fault.address) },
      ...(page === undefined ? {} : { page: pageJson(page) }),
    };
  }
  if (event.kind === 'preempt') {
    const { vcpu, ...place } = event;
    return { ...place, cpu: vcpu };
  }
  if (event.kind === 'tick' || event.kind === 'create') return event;
  if (event.kind === 'drop') return { ...event, packet: bytes(event.packet) };
  if (event.kind === 'notice') return { ...messageJson(event), payload: bytes(event.payload) };
  const changes = event.changes.map(({ address, ...change }) => ({ ...change, address: hexText(address) }));
  if (event.kind === 'abort' || event.kind === 'settle') return { ...event, changes };
  if (event.kind === 'request') {
    const { refusal, ...request } = event;
    return {
      ...messageJson(request),
      payload: bytes(request.payload),
      reply: bytes(request.reply),
      ...(refusal === undefined ? {} : { refusal: recordedRefusal(refusal) }),
      changes,
    };
  }
  const { refusal, tx, rx, vcpu, ...call } = event;
  return {
    ...call,
    cpu: vcpu,
    in: registers(event.in),
    out: registers(event.out),
    ...(tx === undefined ? {} : { tx: bytes(tx) }),
    ...(rx === undefined ? {} : { rx: bytes(rx) }),
    ...(refusal === undefined ? {} : { refusal: recordedRefusal(refusal) }),
    changes,
  };
}

function pageJson({ owner, held }: FaultedPage): object {
  return { owner, ...(held === undefined ? {} : { held: holdJson(held) }) };
}

/** The number of a message in hex, and its name beside it. */
function messageJson<Event extends { readonly id: number }>(event: Event): object {
  return { ...event, id: hexText(event.id), message: messageName(event.id) };
}

function registers(frame: Frame): readonly string[] {
  return Array.from({ length: frame.length / 2 }, (_, register) => hexText(x(frame, register)));
}

function bytes(of: Uint8Array): string {
  return Buffer.from(of).toString('hex');
}
