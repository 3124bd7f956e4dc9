import { STATUS, type StatusName } from '../abi/statuses.ts';
import { RM_ERRORS, type RmErrorName } from '../gunyah/wire/errors.ts';
import type { Attempt, Came } from './came.ts';
import type { Act, Reply } from './target.ts';

/** A named expectation and what came instead, if anything. */
export interface Check {
  /** What is tried or looked at, in words; unique in its case. */
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  /** For a refusal: the rule that is meant, and the one that a target which can tell has named. */
  readonly expectedRule?: string;
  readonly rule?: string;
}

/** A check on its way to whoever keeps them. */
export interface Note {
  readonly do: 'note';
  readonly check: Check;
}

/** The body of a case, or a part of one: does acts and notes checks. */
export type Body<Result = void> = Generator<Act | Note, Result, Reply>;

/** Ends a case whose next steps make no sense any more. What came before stays noted. */
export class CaseOver extends Error {}

const SUCCESS = 'success';
const WAITS = 'no answer yet';
/** Any refusal will do. */
const ANY_STATUS = 'any status';
const STATUS_NAMES: ReadonlySet<string> = new Set([...Object.keys(STATUS), ...RM_ERRORS]);

/** Whether it came as expected: the same, or any status where any will do, and by the rule that is meant where that is known. */
export function isPassed({ expected, got, expectedRule, rule }: Check): boolean {
  const same = expected === ANY_STATUS ? STATUS_NAMES.has(got) : expected === got;
  return same && (expectedRule === undefined || rule === undefined || rule === expectedRule);
}

/** It has to succeed; the case is over when it does not. Returns what came of it. */
export function* accepted<Value>(what: string, attempt: Attempt<Value>): Body<Value> {
  const came = yield* attempt;
  const rule = came.kind === 'refused' ? came.rule : undefined;
  yield {
    do: 'note',
    check: { what, expected: SUCCESS, got: textOf(came), ...(rule === undefined ? {} : { rule }) },
  };
  if (came.kind !== 'done') throw new CaseOver(what);
  return came.value;
}

/**
 * It has to be refused: with a status, or with any. `expectedRule` is the one that is meant, which a target that can tell has to name.
 * What succeeds all the same is undone where that can be done, so that the case goes on as if it had not.
 */
export function* refused<Value>(
  what: string,
  status: StatusName | RmErrorName | typeof ANY_STATUS,
  attempt: Attempt<Value>,
  expectedRule?: string,
): Body {
  const came = yield* attempt;
  const rule = came.kind === 'refused' ? came.rule : undefined;
  const check: Check = {
    what,
    expected: status,
    got: textOf(came),
    ...(expectedRule === undefined ? {} : { expectedRule }),
    ...(rule === undefined ? {} : { rule }),
  };
  yield { do: 'note', check };
  const undo = came.kind === 'done' ? undoOf(came.value) : undefined;
  if (undo !== undefined) yield* undo;
}

/** Each of several attempts has to be refused, with one of these statuses. The first that is not is what came. */
export function* refusedEach(
  what: string,
  statuses: readonly StatusName[],
  attempts: Iterable<readonly [string, Attempt<unknown>]>,
): Body {
  const expected = statuses.join(' or ');
  let got = expected;
  for (const [which, attempt] of attempts) {
    const came = yield* attempt;
    const meant = came.kind === 'refused' && (statuses as readonly string[]).includes(came.status);
    if (meant) continue;
    if (got === expected) got = `${textOf(came)} for ${which}`;
    const undo = came.kind === 'done' ? undoOf(came.value) : undefined;
    if (undo !== undefined) yield* undo;
  }
  yield note(what, expected, got);
}

/** It has to wait for somebody else; the case is over when it does not. Returns how to look whether it has come back. */
export function* waits<Value>(what: string, attempt: Attempt<Value>): Body<() => Attempt<Value>> {
  const came = yield* attempt;
  const rule = came.kind === 'refused' ? came.rule : undefined;
  yield {
    do: 'note',
    check: { what, expected: WAITS, got: textOf(came), ...(rule === undefined ? {} : { rule }) },
  };
  if (came.kind !== 'waits') throw new CaseOver(what);
  return came.resume;
}

/** The access has to end in a fault at an address. */
export function* faults(what: string, address: number, attempt: Attempt<unknown>): Body {
  yield note(what, faultText(address), textOf(yield* attempt));
}

/** A value has to be this one. Values are compared as they are shown. */
export function* equal(what: string, got: unknown, expected: unknown): Body {
  yield note(what, shown(expected), shown(got));
}

/** A value that can take an attempt back: a transaction that was sent, say. */
export interface Undoable {
  undo(): Attempt<unknown>;
}

function undoOf(value: unknown): Attempt<unknown> | undefined {
  const undoable = typeof value === 'object' && value !== null && 'undo' in value;
  return undoable ? (value as Undoable).undo() : undefined;
}

function note(what: string, expected: string, got: string): Note {
  return { do: 'note', check: { what, expected, got } };
}

function textOf(came: Came<unknown>): string {
  switch (came.kind) {
    case 'done':
      return SUCCESS;
    case 'refused':
      return came.status;
    case 'fault':
      return faultText(came.fault.address);
    case 'failed':
      return came.why;
    case 'waits':
      return WAITS;
  }
}

function faultText(address: number): string {
  return `data abort at 0x${address.toString(16)}`;
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return `0x${value.toString(16)}`;
  if (Array.isArray(value)) return value.map(shown).join(' ');
  return String(value);
}
