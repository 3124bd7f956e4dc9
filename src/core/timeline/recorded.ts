import { hexText } from '../abi/hex.ts';
import type { FaultedPage, PageChange, Refusal, TraceEvent } from '../board/trace.ts';
import type {
  RecordedChange,
  RecordedEvent,
  RecordedPage,
  RecordedRefusal,
} from '../decode/recorded-event.ts';

/** What a recording says of an event of a board. Undefined for moments between calls, which it only counts. */
export function recordedOf(event: TraceEvent): RecordedEvent | undefined {
  const { seq, from } = event;
  const where = { seq, caller: from, cpu: 'vcpu' in event ? event.vcpu : 0 };
  switch (event.kind) {
    case 'call': {
      const { out, next, tx, rx, refusal, changes, injected } = event;
      return {
        kind: 'call',
        ...where,
        in: event.in,
        out,
        next,
        tx,
        rx,
        ...(refusal === undefined ? {} : { refusal: recordedRefusal(refusal) }),
        changes: changes.map(changeOf),
        ...(injected === undefined ? {} : { injected }),
      };
    }
    case 'fault': {
      const { access, address, kind } = event.fault;
      const page = event.page === undefined ? {} : { page: pageOf(event.page) };
      return { kind: 'fault', ...where, access, address: hexText(address), fault: kind, ...page };
    }
    case 'abort':
      return { kind: 'abort', ...where, changes: event.changes.map(changeOf) };
    case 'settle':
      return { kind: 'settle', ...where, after: event.after, changes: event.changes.map(changeOf) };
    case 'request': {
      const { id, payload, reply, refusal, changes } = event;
      const refused = refusal === undefined ? {} : { refusal: recordedRefusal(refusal) };
      return { kind: 'request', ...where, id, payload, reply, ...refused, changes: changes.map(changeOf) };
    }
    case 'notice':
      return { kind: 'notice', ...where, id: event.id, payload: event.payload };
    case 'drop':
      return { kind: 'drop', ...where, packet: event.packet, why: event.why };
    case 'preempt':
    case 'tick':
    case 'create':
      return undefined;
  }
}

function changeOf({ address, ...change }: PageChange): RecordedChange {
  return { ...change, address: hexText(address) };
}

/** What a recording says of a refusal. */
export function recordedRefusal({ page, holder, ...refusal }: Refusal): RecordedRefusal {
  return {
    ...refusal,
    ...(page === undefined ? {} : { page: hexText(page) }),
    ...(holder === undefined ? {} : { holder: { ...holder, handle: hexText(holder.handle) } }),
  };
}

/** A mailbox is held by no transaction, and has no handle. */
function pageOf({ owner, held }: FaultedPage): RecordedPage {
  if (held === undefined) return { owner };
  const { handle, ...hold } = held;
  return { owner, held: { ...hold, ...(hold.kind === 'mailbox' ? {} : { handle: hexText(handle) }) } };
}
