/**
 * What other managers do instead, seen by whoever breaks a rule in front of them. The tables are written from what is known of each manager
 * (docs/sources.md), and not from the profiles.
 */

import { describe, expect, it, test } from 'vitest';
import { errorStatus, type Frame, isError } from '../../src/core/abi/frame.ts';
import { statusName } from '../../src/core/abi/statuses.ts';
import type { Limits } from '../../src/core/rules/limits.ts';
import { Policy, type Profile, SPEC } from '../../src/core/rules/profile.ts';
import { MEDIATOR, PKVM_MEDIATOR, XEN_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { profileNamed } from '../../src/core/rules/profiles/registry.ts';
import { ruleById } from '../../src/core/rules/registry.ts';
import { exampleOf } from '../../src/core/scenario/examples/examples.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';

const INVALID = 'INVALID_PARAMETERS';
/** It does not refuse. */
const TAKES = 'taken';

/** What each manager makes of the example that breaks a rule. */
const ANSWERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hafnium: {
    'version/minor': 'NOT_SUPPORTED',
    'permission/level': 'DENIED',
    'send/donate-to-normal-world': 'DENIED',
    'send/composite-reserved': TAKES,
    'send/constituent-empty': 'DENIED',
    'retrieve/execute-non-secure': INVALID,
    'relinquish/flags-reserved': TAKES,
    'reclaim/flags-reserved': TAKES,
  },
  'tfa-el3': {
    'permission/level': 'DENIED',
    'send/from-secure': INVALID,
    'send/flags-none': INVALID,
    'send/flags-reserved': TAKES,
    'send/instruction-access': TAKES,
    'send/data-access-missing': TAKES,
    'send/attributes-given': TAKES,
    'send/attributes-unsupported': TAKES,
    'send/normal-over-device': TAKES,
    'send/device-operation': TAKES,
    'send/permission-exceeds-owner': TAKES,
    'send/held': INVALID,
    'descriptor/attributes-reserved': TAKES,
    'descriptor/permission-reserved': TAKES,
    'retrieve/rx-busy': 'DENIED',
    'response/rx-busy': 'DENIED',
    'retrieve/sender': INVALID,
    'retrieve/flags-none': INVALID,
    'retrieve/receiver-unlisted': INVALID,
    'retrieve/attributes-unsupported': TAKES,
    'retrieve/data-exceeds': TAKES,
    'retrieve/instruction-given': TAKES,
    'retrieve/instruction-missing': TAKES,
    'retrieve/impdef': TAKES,
    'retrieve/execute-device': TAKES,
    'retrieve/execute-non-secure': TAKES,
    'retrieve/execute-exceeds-owner': TAKES,
    'retrieve/normal-over-device': TAKES,
    'relinquish/flags-none': INVALID,
    'reclaim/flags-none': INVALID,
  },
  optee: {
    'send/attributes-exact': INVALID,
    'send/read-write-only': INVALID,
    'send/no-tx': 'DENIED',
    'send/fragment-exceeds-tx': 'DENIED',
    'retrieve/rx-busy': 'DENIED',
    'retrieve/no-tx': 'DENIED',
    'retrieve/fragmented': 'NOT_SUPPORTED',
    'retrieve/dynamic-buffer': 'NOT_SUPPORTED',
    'retrieve/unknown-handle': 'DENIED',
    'retrieve/data-exceeds': INVALID,
    'relinquish/no-tx': 'DENIED',
    'relinquish/endpoint': 'DENIED',
    'relinquish/unknown-handle': 'DENIED',
    'relinquish/not-retrieved': 'DENIED',
    'relinquish/flags-reserved': TAKES,
    'reclaim/flags-none': INVALID,
    'version/major': TAKES,
    'version/locked': TAKES,
    'info/rx-too-small': INVALID,
  },
  xen: {
    'send/dynamic-buffer': 'NOT_SUPPORTED',
    'send/whole': 'NOT_SUPPORTED',
    'send/no-tx': 'DENIED',
    'send/attributes-exact': 'NOT_SUPPORTED',
    'descriptor/receiver-count-max': 'NOT_SUPPORTED',
    'descriptor/receiver-count-zero': 'NOT_SUPPORTED',
    'send/sender': INVALID,
    'send/normal-world-only': 'NOT_SUPPORTED',
    'send/read-write-only': 'NOT_SUPPORTED',
    'send/composite-offset': 'NOT_SUPPORTED',
    'send/flags-reserved': TAKES,
    'send/time-slice': TAKES,
    'send/zero-on-share': TAKES,
  },
  pkvm: { 'send/sender': INVALID },
};

/** Rules that most do not have, or that are rarely in reach: what a caller sees where they hold. */
const SPEC_ANSWERS: Readonly<Record<string, string>> = {
  'mediator/not-behind': 'NOT_SUPPORTED',
  'mailbox/tx-inaccessible': 'ABORTED',
  'resources/rx-inaccessible': 'ABORTED',
  'send/composite-reserved': INVALID,
  'fragment/no-tx': INVALID,
};

function named(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new TypeError(`no profile ${name}`);
  return profile;
}

function read(answer: Frame | undefined): string {
  if (answer === undefined) return 'nothing';
  if (isError(answer)) return statusName(errorStatus(answer)) ?? 'unknown';
  return answer[0] === 0xffff_ffff ? 'NOT_SUPPORTED' : TAKES;
}

/**
 * Breaks a rule in front of a manager that departs from this one as a profile says, adds no other of its own, and has all functions and room.
 * Returns the status, and which rule refuses.
 */
function answerOf({ deviations }: Profile, rule: string): readonly [answer: string, by: string | undefined] {
  const example = exampleOf(rule);
  if (example === undefined) throw new TypeError(`no example breaks ${rule}`);
  const scenario = scenarioOf(example, 'broken');
  const { machine } = scenario;
  const departures = deviations.filter((each) => each.rule === rule || each.enforced === false);
  const profile = departures.length === 0 ? machine.profile : { ...SPEC, deviations: departures };
  let step = -1;
  let answered: readonly [string, string | undefined] = ['no call', undefined];
  const departing = { ...machine, ...(profile === undefined ? {} : { profile }) };
  runScenario({ ...scenario, machine: departing }, (event) => {
    if (event.kind === 'step') step = event.index;
    const asked = event.kind === 'trace' && event.event.kind === 'call' && step === example.setup.length;
    if (asked && event.event.kind === 'call') answered = [read(event.event.out), event.event.refusal?.rule];
  });
  return answered;
}

const CASES = Object.entries(ANSWERS).flatMap(([name, answers]) =>
  Object.entries(answers).map(([rule, answer]) => [name, rule, answer] as const),
);

describe('who breaks a rule sees', () => {
  it.each(CASES)('of %s, %s: %s', (name, rule, answer) => {
    expect(answerOf(named(name), rule)).toEqual([answer, answer === TAKES ? undefined : rule]);
  });

  it.each(Object.entries(SPEC_ANSWERS))('of the consensus, %s: %s', (rule, answer) => {
    expect(answerOf(SPEC, rule)).toEqual([answer, rule]);
  });
});

const NOTIFICATIONS = ['BITMAP_CREATE', 'BITMAP_DESTROY', 'BIND', 'UNBIND', 'SET', 'GET', 'INFO_GET'].map(
  (call) => `FFA_NOTIFICATION_${call}`,
);

/** Functions that managers do not have. */
const LACKS: Readonly<Record<string, readonly string[]>> = {
  'tfa-el3': [
    'FFA_MEM_DONATE',
    'FFA_MSG_SEND2',
    'FFA_YIELD',
    'FFA_RX_ACQUIRE',
    'FFA_PARTITION_INFO_GET_REGS',
    'FFA_NS_RES_INFO_GET',
    'FFA_ABORT',
    ...NOTIFICATIONS,
  ],
  optee: [
    'FFA_MEM_DONATE',
    'FFA_MEM_FRAG_RX',
    'FFA_MSG_SEND2',
    'FFA_YIELD',
    'FFA_RX_ACQUIRE',
    'FFA_PARTITION_INFO_GET_REGS',
    'FFA_NS_RES_INFO_GET',
    'FFA_ABORT',
  ],
  xen: [
    'FFA_MEM_LEND',
    'FFA_MEM_DONATE',
    'FFA_MEM_RETRIEVE_REQ',
    'FFA_MEM_RELINQUISH',
    'FFA_MEM_FRAG_RX',
    'FFA_MEM_FRAG_TX',
    'FFA_NS_RES_INFO_GET',
  ],
  pkvm: [
    'FFA_MEM_DONATE',
    'FFA_MEM_RETRIEVE_REQ',
    'FFA_MEM_RELINQUISH',
    'FFA_MEM_FRAG_RX',
    'FFA_MSG_WAIT',
    'FFA_MSG_SEND_DIRECT_REQ2',
    'FFA_MSG_SEND_DIRECT_RESP2',
    'FFA_PARTITION_INFO_GET_REGS',
    ...NOTIFICATIONS,
  ],
};

test.each(Object.entries(LACKS))('%s lacks functions', (name, calls) => {
  const policy = new Policy(named(name));

  expect(calls.filter((call) => policy.has(call))).toEqual([]);
  expect(policy.has('FFA_VERSION')).toBe(true);
});

test('the guests of a mediator meet what it departs in itself', () => {
  const xen = new Policy(XEN_MEDIATOR);

  expect(['FFA_SPM_ID_GET', 'FFA_CONSOLE_LOG', 'FFA_MEM_LEND'].filter((call) => xen.has(call))).toEqual([]);
  expect(statusUnder(MEDIATOR, 'send/no-tx')).toBe('DENIED');
  expect(statusUnder(PKVM_MEDIATOR, 'mediator/no-rx')).toBe('BUSY');
  expect(statusUnder(PKVM_MEDIATOR, 'mediator/no-version')).toBe(INVALID);
  expect(statusUnder(PKVM_MEDIATOR, 'send/sender')).toBe(INVALID);
});

/** What a mediator with a profile answers its guest that breaks a rule of mediators. */
function statusUnder(profile: Profile, id: string): string {
  const rule = ruleById(id);
  if (rule === undefined) throw new TypeError(`no rule ${id}`);
  return new Policy(profile).statusOf(rule);
}

/** Room that managers have. */
const LIMITS: Readonly<Record<string, Partial<Limits>>> = {
  hafnium: { receivers: 2, transactions: 100, transactionsPerEndpoint: 100, mailboxPages: 4 },
  optee: { transactions: 64, transactionsPerEndpoint: 64 },
  xen: { receivers: 1, transactionsPerEndpoint: 32, pagesPerSend: 256, mailboxPages: 1 },
  pkvm: { receivers: 1, mailboxPages: 1 },
};

test.each(Object.entries(LIMITS))('%s has this much room', (name, limits) => {
  expect(new Policy(named(name)).limits).toMatchObject(limits);
});
