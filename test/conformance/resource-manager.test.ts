/** The cases about Gunyah: which rules they provoke, and that a resource manager with a defect is found out. */

import { describe, expect, test } from 'vitest';
import { differencesOf } from '../../src/core/conformance/differences/registry.ts';
import { IN_PROCESS, InProcessMachine } from '../../src/core/conformance/in-process.ts';
import { drive } from '../../src/core/conformance/play.ts';
import { playSuite } from '../../src/core/conformance/play-suite.ts';
import { CASES } from '../../src/core/conformance/suite.ts';
import type { Act, Machine, Reply } from '../../src/core/conformance/target.ts';
import { RM_RULES, rmRuleById } from '../../src/core/gunyah/rules/registry.ts';
import { rmErrorCode } from '../../src/core/gunyah/wire/errors.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { played, problemLines } from './support.ts';

const VM_CASES = CASES.filter(({ runs }) => runs.includes('primary-peer'));

/** Rules that no case provokes: memory of the manager does not run out, and a million regions take too long. */
const UNPROVOKED = ['rm-create/no-room', 'rm-region/no-room', 'rm-region/too-many'];

/** Where the error lies in the packet of an answer. */
const ERROR_AT = 8;

/** A machine whose resource manager answers something else where a rule is broken. */
class Lying implements Machine {
  private readonly machine = new InProcessMachine(SPEC);
  private readonly rule: string;
  private readonly error: number;
  private broken = false;

  constructor(rule: string, error: number) {
    this.rule = rule;
    this.error = error;
  }

  take(act: Act): Reply {
    const reply = this.machine.take(act);
    if (act.do !== 'vm-step') return reply;
    if (act.step.do === 'send') this.broken = reply.seen?.rule === this.rule;
    const { vm } = reply;
    const answer = typeof vm === 'object' && 'packet' in vm ? vm.packet : undefined;
    if (!this.broken || answer === undefined) return reply;
    const packet = answer.slice();
    new DataView(packet.buffer).setUint32(ERROR_AT, this.error, true);
    return { ...reply, vm: { packet } };
  }
}

const { verdicts } = played({ cases: VM_CASES });
const provoked = RM_RULES.filter(({ id }) => verdicts.some(({ rules }) => rules.has(id)));
const casesOf = (id: string) =>
  VM_CASES.filter((subject) => verdicts.some((each) => each.case === subject && each.rules.has(id)));

test('the cases provoke every rule but those that cannot be', () => {
  const ids = provoked.map(({ id }) => id);
  expect(RM_RULES.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual(UNPROVOKED);
});

describe('a planted defect is found', () => {
  test.each(provoked.map(({ id }) => id))('%s is not judged', (id) => {
    expect(played({ cases: casesOf(id), machine: new Lying(id, 0) }).ok).toBe(false);
  });

  test.each(provoked.map(({ id }) => id))('%s has another error', (id) => {
    const other = rmRuleById(id)?.error === 'BUSY' ? 'DENIED' : 'BUSY';
    expect(played({ cases: casesOf(id), machine: new Lying(id, rmErrorCode(other)) }).ok).toBe(false);
  });

  test('and named', () => {
    const { ok, ...result } = played({
      cases: casesOf('rm-release/owner'),
      machine: new Lying('rm-release/owner', rmErrorCode('BUSY')),
    });
    expect(ok).toBe(false);
    expect(problemLines({ ok, ...result })).toEqual([
      'parcel-returns/released primary-peer: by its owner: DENIED by rm-release/owner, got BUSY by rm-release/owner',
    ]);
  });
});

test('a failing check tells what VMs did before it', () => {
  const cases = VM_CASES.filter(({ id }) => id === 'packets/empty');
  const [verdict] = played({ cases, machine: new Lying('rm-message/unknown', 0) }).verdicts;
  expect(verdict?.unexpected[0]?.done).toEqual([
    'primary sends a packet of 8 bytes, message 0x51000016, sequence 1 -> sent (rm-message/unknown)',
    'primary receives -> a packet of 12 bytes, message 0x51000016, sequence 1',
  ]);
});

test('where there is no resource manager they are left out', () => {
  const capabilities = new Set([...IN_PROCESS.capabilities].filter((each) => each !== 'resourceManager'));
  const suite = playSuite({ ...IN_PROCESS, capabilities }, VM_CASES, differencesOf('spec'));
  const result = drive(suite, new InProcessMachine(SPEC));
  expect(result.ok).toBe(true);
  expect(new Set(result.verdicts.map(({ outcome, missing }) => `${outcome}: ${missing?.name}`))).toEqual(
    new Set(['left out: there is a resource manager of Gunyah']),
  );
});
