import { errorStatus, isError, w } from '../abi/frame.ts';
import { functionName } from '../abi/functions.ts';
import { statusName } from '../abi/statuses.ts';
import { FfaError, NotNowError, ProtocolError } from '../client/errors.ts';
import { type AccessFault, DataAbort, type Outcome, type Program } from '../client/port.ts';
import type { Play } from './play.ts';
import type { EndpointName } from './target.ts';

/** What came of something that an endpoint tried. */
export type Came<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  /** `rule` where the target can tell. */
  | { readonly kind: 'refused'; readonly status: string; readonly rule?: string }
  | { readonly kind: 'fault'; readonly fault: AccessFault }
  /** The answer is one that FF-A does not allow, or the endpoint is in no state to try. */
  | { readonly kind: 'failed'; readonly why: string }
  /** Somebody else has the processor; `resume` looks whether it has come back. */
  | { readonly kind: 'waits'; readonly resume: () => Play<Came<Value>> };

/** An endpoint tries something. */
export type Attempt<Value> = Play<Came<Value>>;

/** Runs a program of an endpoint's driver as an attempt. */
export function attempt<Value>(endpoint: EndpointName, program: Program<Value>): Attempt<Value> {
  return goOn(endpoint, program, undefined);
}

function* goOn<Value>(
  endpoint: EndpointName,
  program: Program<Value>,
  first: Outcome | undefined,
): Attempt<Value> {
  const rules = new Map<string, string | undefined>();
  try {
    let next = first === undefined ? program.next('written') : program.next(first);
    while (next.done !== true) {
      const step = next.value;
      const { outcome, seen } = yield { do: 'step', endpoint, step };
      if (step.do === 'call') rules.set(functionName(w(step.frame, 0)), seen?.rule);
      if (outcome === 'waits') return { kind: 'waits', resume: () => collect(endpoint, program) };
      next = program.next(outcome);
    }
    return { kind: 'done', value: next.value };
  } catch (error) {
    return cameOf(error, rules);
  }
}

function* collect<Value>(endpoint: EndpointName, program: Program<Value>): Attempt<Value> {
  const { outcome } = yield { do: 'collect', endpoint };
  if (outcome === 'waits') return { kind: 'waits', resume: () => collect(endpoint, program) };
  return yield* goOn(endpoint, program, outcome);
}

/**
 * What an exception of a program means. Whatever is a defect of the suite goes on as it is. `rules` has the rule that refused the last call of
 * each function: a driver may have cleaned up since, and that was refused, too.
 */
function cameOf(error: unknown, rules: ReadonlyMap<string, string | undefined>): Came<never> {
  if (error instanceof FfaError) {
    const rule = rules.get(error.call);
    return { kind: 'refused', status: statusName(error.status), ...(rule === undefined ? {} : { rule }) };
  }
  if (error instanceof DataAbort) return { kind: 'fault', fault: error.fault };
  if (error instanceof ProtocolError || error instanceof NotNowError)
    return { kind: 'failed', why: error.message };
  throw error;
}

/** The status in an answer, as an endpoint reads it: of FFA_ERROR, or NOT_SUPPORTED for a lone -1. Undefined for an answer of another kind. */
export function statusIn(frame: Uint32Array): string | undefined {
  if (isError(frame)) return statusName(errorStatus(frame));
  return w(frame, 0) === 0xffff_ffff ? 'NOT_SUPPORTED' : undefined;
}
