/** What is said of things in a queue that are not what they have to be. */

import { describe, expect, it, test } from 'vitest';
import { type Campaign, identityOf } from '../../src/core/explore/campaign/campaign.ts';
import { planCampaign } from '../../src/core/explore/campaign/plan-campaign.ts';
import { mediatedGround, provingGround } from '../../src/core/explore/ground.ts';
import { profileNamed } from '../../src/core/rules/profiles/registry.ts';
import { parseAddress } from '../../src/node/explore/queue/address.ts';
import {
  keyOf,
  postingOf,
  readAnswer,
  readBatchJob,
  readPosting,
} from '../../src/node/explore/queue/wire.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

const CAMPAIGN: Campaign = {
  ...{ seed: 3, calls: 30_500, faults: true, model: false },
  machines: [provingGround(profileNamed('hafnium'))],
};
/** A campaign's posting after its way through JSON. */
const postingOfIt = (campaign: Campaign = CAMPAIGN): unknown =>
  JSON.parse(JSON.stringify(postingOf(campaign, '1.2.3')));

/** The same with another value at a path, or with none. */
function spoilt(path: string, value: unknown): unknown {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const whole = postingOfIt();
  let part = whole as Record<string, unknown>;
  for (const key of keys) part = part[key] as Record<string, unknown>;
  part[last] = value;
  return JSON.parse(JSON.stringify(whole));
}

describe('an address', () => {
  it.each<[string, object]>([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0, tls: false, shown: 'redis://localhost' }],
    ['redis://localhost:7000/12', { port: 7000, db: 12, shown: 'redis://localhost:7000/12' }],
    ['redis://:pa%40ss@queue/1', { password: 'pa@ss', host: 'queue', db: 1, shown: 'redis://queue/1' }],
    [
      'rediss://me:pw@queue:6380',
      { username: 'me', password: 'pw', tls: true, shown: 'rediss://queue:6380' },
    ],
    ['redis://[::1]:7000', { host: '::1', port: 7000, shown: 'redis://[::1]:7000' }],
  ])('%s is read', (text, address) => {
    expect(parseAddress(text)).toMatchObject(address);
  });

  it.each<[string, string]>([
    ['', 'has no address of Redis'],
    ['localhost:6379', 'has no address of Redis'],
    ['http://:secret@localhost', 'has no address of Redis'],
    ['redis://', 'has no address of Redis'],
    ['redis://:secret@localhost/first', 'more than the number of a database'],
    ['redis://:secret@localhost/1?tls=yes', 'more than the number of a database'],
    ['redis://:secret%@localhost', 'a % that begins no character'],
  ])('%j is not, and no password is repeated', (text, message) => {
    expect(() => parseAddress(text)).toThrow(message);
    expect(() => parseAddress(text)).not.toThrow('secret');
  });
});

describe('a campaign', () => {
  it('arrives as it was posted', () => {
    const read = readPosting(postingOfIt());

    expect(identityOf(read.campaign)).toBe(identityOf(CAMPAIGN));
    expect(read.key).toBe(keyOf(CAMPAIGN));
    expect(read.campaign.machines[0]?.profile).toBe(CAMPAIGN.machines[0]?.profile);
  });

  it('arrives with its VMs and with what a machine file says, but for what partitions are given', async () => {
    const text = `
memory: { dram: { base: 0x10000, size: 256K }, top: { base: 0x100000, size: 64K, secure: true } }
limits: { transactions: 5 }
partitions:
  os: { id: 0, memory: [{ base: 0x10000, size: 64K, rights: RW }], buffers: { tx: 0x10000, rx: 0x11000, pages: 1 } }
  sp:
    id: 0x8001
    onAbort: restart
    image: 12345678-1234-1234-1234-123456789abc
    memory: [{ base: 0x100000, at: 0x500000, size: 64K }]
    borrowing: { at: 0x900000, size: 64K }
    boot: { register: 0, at: 0x500000, info: [{ name: seed, value: 7 }] }
vms: { primary: { vmid: 3, labels: [7], memory: [{ base: 0x20000, size: 64K }] } }
`;
    const reading = await readMachine(text, 'machine.yaml');
    if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
    const planned = planCampaign({ ...CAMPAIGN, machines: [reading.scenario.machine] });
    if (!planned.ok) throw new Error(planned.why);
    const { campaign } = planned;

    const read = readPosting(postingOfIt(campaign));

    expect(identityOf(read.campaign)).toBe(identityOf(campaign));
    expect(read.campaign.machines).toEqual(campaign.machines);
  });

  it('arrives with its mediator', () => {
    const campaign = { ...CAMPAIGN, machines: [mediatedGround()] };

    const read = readPosting(postingOfIt(campaign));

    expect(identityOf(read.campaign)).toBe(identityOf(campaign));
    expect(read.campaign.machines).toEqual(campaign.machines);
  });

  it.each<[string, string, unknown, RegExp]>([
    ['another format', 'format', 'tantalum campaign 2', /it is no campaign: format/],
    ['no program', 'program', undefined, /it is no campaign: program/],
    ['more than it has to have', 'extra', 1, /it is no campaign: .*extra/],
    ['half a call', 'campaign.calls', 0.5, /campaign\.calls/],
    ['an unknown profile', 'campaign.machines.0.profile', '__proto__', /machines\.0\.profile/],
    ['memory that begins within a page', 'campaign.machines.0.memory.0.base', 1, /memory\.0\.base/],
    ['endless memory', 'campaign.machines.0.memory.0.pages', 1e18, /memory\.0\.pages/],
    ['a limit that is none', 'campaign.machines.0.limits.lines', 3, /machines\.0\.limits/],
    ['nobody', 'campaign.machines.0.partitions', [], /machines\.0\.partitions/],
    ['a specification that does not fit', 'campaign.model', true, /profile hafnium departs from it/],
  ])('with %s is refused', (_, path, value, message) => {
    expect(() => readPosting(spoilt(path, value))).toThrow(message);
  });

  it.each([undefined, null, 7, 'x', [], {}])('that is %j is refused', (data) => {
    expect(() => readPosting(data)).toThrow(/it is no campaign/);
  });
});

test.each<[string, unknown]>([
  ['nothing', null],
  ['a number that is negative', { campaign: '0123456789abcdef', batch: -1 }],
  ['half a batch', { campaign: '0123456789abcdef', batch: 0.5 }],
  ['a key that is none', { campaign: '../../etc', batch: 0 }],
  ['more than it has to be', { campaign: '0123456789abcdef', batch: 0, run: 'rm' }],
])('a job that is %s asks for no batch', (_, data) => {
  expect(() => readBatchJob(data)).toThrow(/^it asks for no batch: /);
});

describe('what came of a batch', () => {
  const ANSWER = { batch: 1, walks: 11, calls: 10_500, found: [], met: {}, rules: {} };

  const FOUND = { walk: 21, machine: 0, invariant: 'x', problem: 'y', moves: 3 };

  it('is taken where it can be', () => {
    expect(readAnswer({ ...ANSWER, found: [FOUND] }, CAMPAIGN, 1)?.found).toEqual([FOUND]);
    expect(readAnswer(ANSWER, CAMPAIGN, 1)).toEqual(ANSWER);
  });

  it.each<[string, unknown]>([
    ['of another batch', { ...ANSWER, batch: 0 }],
    ['of other walks', { ...ANSWER, walks: 20 }],
    ['of more calls than there are', { ...ANSWER, calls: 10_501 }],
    ['with a finding that is none', { ...ANSWER, found: [{ walk: 1 }] }],
    ['of a machine that is not there', { ...ANSWER, found: [{ ...FOUND, machine: 64 }] }],
    ['with more than it has to have', { ...ANSWER, file: '/etc/passwd' }],
    ['nothing', null],
  ])('is not taken when it is %s', (_, answer) => {
    expect(readAnswer(answer, CAMPAIGN, 1)).toBeUndefined();
  });

  it('is not taken for a batch beyond the end', () => {
    expect(readAnswer({ ...ANSWER, batch: 2, walks: 0, calls: 0 }, CAMPAIGN, 2)).toBeUndefined();
  });
});
