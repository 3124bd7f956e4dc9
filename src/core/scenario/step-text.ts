import { bytesText, hexText } from '../abi/hex.ts';
import { endpointText } from '../abi/operations.ts';
import type { Constituent } from '../abi/transaction.ts';
import { rightsText } from '../memory/page-word.ts';
import { addressText } from '../memory/pages.ts';
import { placeText } from '../rules/place-text.ts';
import type { Act, Recipient } from './act.ts';
import type { VmName } from './rm-act.ts';
import type { Expectation, Step } from './scenario.ts';

/** A step in a few words: "linux  share 0x40100000+1 to vault". */
export function stepText({ by, vcpu, act }: Step): string {
  return [by === '' ? 'machine' : callerText(by, vcpu), actText(act)].join('  ');
}

/** A partition, and its execution context where it is not the first: "linux", "linux/1". */
export function callerText(name: string, vcpu = 0): string {
  return vcpu === 0 ? name : `${name}/${vcpu}`;
}

/** How a step has to fail, in a few words; '' when it has to succeed. */
export function expectationText({ fault, refused, status, errno, ...place }: Expectation = {}): string {
  if (fault !== undefined) return `${fault} fault`;
  const parts = [refused, status, placeText(place)].filter((part) => part !== undefined && part !== '');
  const refusal = parts.length === 0 ? '' : `refused: ${parts.join(', ')}`;
  return [refusal, errno].filter((part) => part !== undefined && part !== '').join(', ');
}

/** What has to come of a step: how it has to fail, or what its success has to bring. */
export function wantedText({ act, expect }: Step): string {
  const failure = expectationText(expect);
  const wanted = wantedOf(act).join(', ');
  return failure !== '' ? failure : wanted === '' ? 'success' : `success with ${wanted}`;
}

function wantedOf(act: Act): readonly string[] {
  switch (act.verb) {
    case 'read':
      return act.bytes === undefined ? [] : [bytesText(act.bytes)];
    case 'retrieve':
      return act.gives === undefined ? [] : [runsText(act.gives)];
    case 'partitions':
      return act.names ?? [];
    case 'reached':
      return Object.entries(act.finds ?? {}).map(([name, pages]) => `${name} ${runsText(pages)}`);
    case 'request':
      return act.answer?.map((word) => hexText(word)) ?? [];
    case 'receive':
      return [
        ...(act.from === undefined ? [] : [`from ${act.from}`]),
        ...(act.bytes === undefined ? [] : [bytesText(act.bytes)]),
      ];
    case 'notifications':
      return SOURCES.filter((source) => act[source] !== undefined).map(
        (source) => `${source} ${hexText(act[source] ?? 0n)}`,
      );
    case 'call':
      return Object.entries(act.answer ?? {}).map(([register, value]) => `x${register} ${hexText(value)}`);
    case 'rm-accept':
      return act.gives === undefined ? [] : [runsText(act.gives)];
    case 'rm-hear':
      return act.told ?? [];
    case 'rm-request':
      return act.reply === undefined ? [] : [bytesText(act.reply)];
    case 'check':
      return [
        ...(act.owner === undefined ? [] : [`owner ${act.owner || 'nobody'}`]),
        ...Object.entries(act.state ?? {}).map(([name, state]) => `${state} for ${name}`),
        ...Object.entries(act.access ?? {}).map(([name, rights]) => `${name} ${rightsText(rights)}`),
      ];
    default:
      return [];
  }
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
    case 'message':
      return `message ${act.bytes.length} to ${nameText(act.to)}`;
    case 'reached':
      return act.of === undefined ? 'reached' : `reached by ${nameText(act.of)}`;
    case 'bitmap':
    case 'unbitmap':
      return `${act.verb} ${nameText(act.of)}`;
    case 'bind':
    case 'unbind':
    case 'notify':
      return `${act.verb} ${nameText(act.to)} ${hexText(act.bits)}`;
    case 'read':
      return `read ${act.bytes?.length ?? act.length ?? 1} at ${addressText(act.at)}`;
    case 'write':
      return `write ${act.bytes.length} at ${addressText(act.at)}`;
    case 'call':
      return `call ${typeof act.function === 'number' ? hexText(act.function) : act.function}`;
    case 'rm-share':
    case 'rm-lend':
    case 'rm-donate':
      return `${act.verb} ${runsText(act.memory)} to ${vmsText(act.to.map(({ vm }) => vm))} ${as(act.as)}`.trimEnd();
    case 'rm-append':
      return `${act.verb} ${runsText(act.memory)} to ${act.parcel}`;
    case 'rm-accept':
    case 'rm-release':
    case 'rm-reclaim':
      return `${act.verb} ${act.parcel}`;
    case 'rm-notify':
      return [act.verb, act.what, act.parcel, ...(act.to === undefined ? [] : ['to', vmsText(act.to)])].join(
        ' ',
      );
    case 'rm-vm':
      return `${act.verb} ${act.what} ${act.vm}${act.parcel === undefined ? '' : ` ${act.parcel}`}`;
    case 'rm-request':
      return `${act.verb} ${typeof act.message === 'number' ? hexText(act.message) : act.message}`;
    case 'rm-packet':
      return `${act.verb} ${startText(act.bytes)}`;
    case 'tick':
      return `${act.verb} ${act.times ?? 1}`;
    case 'create':
      return `${act.verb} ${act.guest}`;
    case 'check':
    case 'withdraw':
      return `${act.verb} ${addressText(act.page)}`;
    default:
      return act.verb;
  }
}

const SOURCES = ['secure', 'normal', 'framework'] as const;

function as(name: string | undefined): string {
  return name === undefined ? '' : `as ${name}`;
}

function namesText(to: readonly Recipient[]): string {
  return to.map(({ partition }) => nameText(partition)).join(', ');
}

function vmsText(vms: readonly VmName[]): string {
  return vms.map((vm) => (typeof vm === 'number' ? `VM ${vm}` : vm)).join(', ');
}

function nameText(partition: string | number): string {
  return typeof partition === 'number' ? endpointText(partition) : partition;
}

const MOST_BYTES = 16;

function startText(bytes: Uint8Array): string {
  const more = bytes.length - MOST_BYTES;
  return more > 0 ? `${bytesText(bytes.subarray(0, MOST_BYTES))} and ${more} more bytes` : bytesText(bytes);
}

const MOST_RUNS = 3;

function runsText(runs: readonly Constituent[]): string {
  const texts = runs
    .slice(0, MOST_RUNS)
    .map(({ address, pages }) => (pages === 1 ? addressText(address) : `${addressText(address)}+${pages}`));
  const more = runs.length - texts.length;
  return more > 0 ? `${texts.join(' ')} and ${more} more` : texts.join(' ');
}
