import type { Constituent } from '../../core/abi/transaction.ts';
import { addressText } from '../../core/memory/pages.ts';
import type { Act, Recipient } from '../../core/scenario/act.ts';
import type { Expectation, Step } from '../../core/scenario/scenario.ts';

/** A step in a few words: "linux  share 0x40100000+1 with vault". */
export function stepText({ by, act }: Step): string {
  return [by === '' ? 'machine' : by, actText(act)].join('  ');
}

/** What has to come of a step, in a few words. */
export function expectationText({ refused, status, fault }: Expectation = {}): string {
  if (fault !== undefined) return `${fault} fault`;
  return refused === undefined && status === undefined ? '' : `refused: ${refused ?? status}`;
}

function actText(act: Act): string {
  switch (act.verb) {
    case 'share':
    case 'lend':
    case 'donate':
      return [act.verb, runsText(act.memory), 'to', namesText(act.to), as(act.as)].join(' ').trimEnd();
    case 'retrieve':
    case 'relinquish':
    case 'reclaim':
    case 'continue':
      return `${act.verb} ${String(act.handle)}`;
    case 'request':
    case 'run':
      return `${act.verb} ${act.to}`;
    case 'read':
      return `read ${act.bytes?.length ?? act.length ?? 1} at ${addressText(act.at)}`;
    case 'write':
      return `write ${act.bytes.length} at ${addressText(act.at)}`;
    case 'call':
      return `call ${act.function}`;
    case 'check':
    case 'withdraw':
      return `${act.verb} ${addressText(act.page)}`;
    default:
      return act.verb;
  }
}

function as(name: string | undefined): string {
  return name === undefined ? '' : `as ${name}`;
}

function namesText(to: readonly Recipient[]): string {
  return to
    .map(({ partition }) => (typeof partition === 'number' ? addressText(partition) : partition))
    .join(', ');
}

const MOST_RUNS = 3;

function runsText(runs: readonly Constituent[]): string {
  const texts = runs
    .slice(0, MOST_RUNS)
    .map(({ address, pages }) => (pages === 1 ? addressText(address) : `${addressText(address)}+${pages}`));
  const more = runs.length - texts.length;
  return more > 0 ? `${texts.join(' ')} and ${more} more` : texts.join(' ');
}
