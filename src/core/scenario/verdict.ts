import type { Refusal } from '../board/trace.ts';
import { addressText } from '../memory/pages.ts';
import { placeText } from '../rules/place-text.ts';
import type { Result } from './result.ts';
import type { Expectation } from './scenario.ts';

/** Says how what came of a step differs from what was expected; undefined when it does not. */
export function verdict(
  expect: Expectation,
  result: Result,
  refusal: Refusal | undefined,
): string | undefined {
  if (expect.errno !== undefined && expect.errno !== errnoIn(result)) return outcomeText(result, refusal);
  if (expect.fault !== undefined) return faultVerdict(expect.fault, result);
  if (isRefusalExpected(expect)) return refusalVerdict(expect, result, refusal);
  if (expect.errno !== undefined) return undefined;
  return result.kind === 'done' ? result.differs : outcomeText(result, refusal);
}

function errnoIn(result: Result): string | undefined {
  return result.kind === 'refused' || result.kind === 'failed' ? result.errno : undefined;
}

function said(errno: string | undefined): readonly string[] {
  return errno === undefined ? [] : [errno];
}

/** What came of a step, as a clause. */
function outcomeText(result: Result, refusal: Refusal | undefined): string {
  switch (result.kind) {
    case 'refused':
      return [`it was refused: ${refusedText(result.status, refusal)}`, ...said(result.errno)].join(', ');
    case 'fault':
      return `it faulted: ${result.fault.kind} at ${addressText(result.fault.address)}`;
    case 'pending':
      return 'nobody answered it';
    case 'failed':
      return result.why;
    case 'done':
      return 'it succeeded';
  }
}

function isRefusalExpected({ refused, status, bytes, register }: Expectation): boolean {
  return refused !== undefined || status !== undefined || bytes !== undefined || register !== undefined;
}

function faultVerdict(kind: string, result: Result): string | undefined {
  const same = result.kind === 'fault' && result.fault.kind === kind;
  return same ? undefined : outcomeText(result, undefined);
}

function refusalVerdict(
  expect: Expectation,
  result: Result,
  refusal: Refusal | undefined,
): string | undefined {
  if (result.kind !== 'refused') return outcomeText(result, refusal);
  const { refused, status, bytes, register } = expect;
  const differs =
    (refused !== undefined && refused !== refusal?.rule) ||
    (status !== undefined && status !== result.status) ||
    (bytes !== undefined &&
      (bytes.offset !== refusal?.bytes?.offset || bytes.length !== refusal.bytes.length)) ||
    (register !== undefined && register !== refusal?.register);
  return differs ? outcomeText(result, refusal) : undefined;
}

function refusedText(status: string, refusal: Refusal | undefined): string {
  if (refusal === undefined) return status;
  return [refusal.rule, status, placeText(refusal)].filter((part) => part !== '').join(', ');
}
