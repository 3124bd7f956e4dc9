/** Gunyah in the executable specification: what it is made of, that it and the resource manager mean the same, and that a defect shows. */

import { describe, expect, it, test } from 'vitest';
import {
  acceptBytes,
  createBytes,
  ID,
  notifyBytes,
  returnBytes,
  word,
} from '../../src/core/explore/grammar/parcel-bytes.ts';
import { twoProtocols } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import { RM_CLAUSES, RM_PARTS } from '../../src/core/explore/model/gunyah/resource-manager.ts';
import type { AskMove, Move } from '../../src/core/explore/move.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { RM_RULES } from '../../src/core/gunyah/rules/registry.ts';

const { SEED = '20261122' } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 0xffff_ffff) : Number(SEED);

describe('each clause', () => {
  it.each(RM_CLAUSES)('$rule names a rule of the resource manager, with its error', ({ rule, status }) => {
    expect(RM_RULES.find(({ id }) => id === rule)).toMatchObject({ error: status });
  });

  test('has a source that is a row of the reference', () => {
    const rows = /^(gunyah|requirements) [A-Z]*\d/;
    expect(
      RM_CLAUSES.filter(({ source }) => !source.split(/, (?=[a-z])/).every((each) => rows.test(each))),
    ).toEqual([]);
  });
});

describe(`walks of seed ${seed}`, () => {
  const lab = new Lab(twoProtocols(), { model: true });

  it('end well, each request answered as the specification has it and everything given back', () => {
    for (let number = 0; number < 16; number++) {
      const found = walk(lab, { seed, walk: number, calls: 500, faults: true });
      expect(found?.breach).toBeUndefined();
    }
  });

  it('come across most of what is specified', () => {
    const met = RM_PARTS.filter((part) => lab.beside?.model.coverage.met.has(part));
    expect(met.length).toBeGreaterThan(RM_PARTS.length / 2);
  });
});

/** Places in the list of VMs, and of the one that is a partition as well in the list of partitions. */
const OS = 0;
const PEER = 1;
const BOTH = 4;
const [PEER_ID, BOTH_ID] = [45, 46];
const BOTH_AS_PARTITION = 3;
const PAGE = 0x20;
const [ACCEPT_DONE, SANITIZE, LEND] = [128, 1, 1];

function lend({ flags = 0, to = PEER_ID } = {}): AskMove {
  const lists = {
    acl: [{ vmid: to, rights: 6 }],
    regions: [[PAGE * 0x1000, 0x1000]],
    attributes: [],
  } as const;
  return { do: 'ask', by: OS, id: ID.LEND, payload: createBytes({ type: 0, flags, label: 0 }, lists), as: 1 };
}

const none = { acl: [], regions: [], attributes: [] };
const accept: AskMove = {
  ...{ do: 'ask', by: PEER, id: ID.ACCEPT, parcel: { of: 1 } },
  payload: acceptBytes({ type: 0, flags: ACCEPT_DONE, label: 0 }, LEND, none),
};
const release: AskMove = { do: 'ask', by: PEER, id: ID.RELEASE, payload: returnBytes(0), parcel: { of: 1 } };
const announce: AskMove = {
  ...{ do: 'ask', by: OS, id: ID.NOTIFY, parcel: { of: 1 } },
  payload: notifyBytes(1, 0, [PEER_ID]),
};
const allocate: AskMove = { do: 'ask', by: OS, id: ID.VM_ALLOCATE, payload: word(0x80) };

/** What is done to a manager that was all right after some moves, the move that shows it, and what is said. */
interface Planted {
  readonly after: readonly Move[];
  readonly plant: (lab: Lab) => void;
  readonly shown: Move;
  readonly problem: RegExp;
}

const rmOf = ({ stand }: Lab) => stand.built.rm!;
const viewOf = ({ stand }: Lab, by: number) => stand.built.ledger.viewOf(stand.vms!.actors[by]!.party);

const PLANTED: Readonly<Record<string, Planted>> = {
  'memory that is not cleared': {
    after: [{ do: 'fill', by: OS, page: PAGE }],
    plant: ({ stand }) => Object.assign(stand.memory, { zero: () => true }),
    shown: lend({ flags: SANITIZE }),
    problem: /page 0x20 has to read as zero/,
  },
  'a handle out of turn': {
    after: [],
    plant: (lab) => Object.assign(rmOf(lab).state.parcels, { nextHandle: 5 }),
    shown: lend(),
    problem: /the answer is 5 0 0 0, and has to be 0 0 0 0/,
  },
  'a refusal of what is all right': {
    after: [],
    plant: (lab) =>
      Object.assign(rmOf(lab).state, { limits: { ...rmOf(lab).state.limits, parcelsPerOwner: 0 } }),
    shown: lend(),
    problem: /MEM_LEND is refused with rm-create\/too-many-parcels, and nothing is wrong with it/,
  },
  'a refusal that is left out': {
    after: [],
    plant: (lab) => {
      const { state } = rmOf(lab);
      const find = state.vm.bind(state);
      Object.assign(state, { vm: (vmid: number) => find(vmid) ?? find(PEER_ID) });
    },
    shown: lend({ to: 0x99 }),
    problem: /MEM_LEND succeeds, and has to be refused: rm-create\/vm-unknown/,
  },
  'access that stays after a release': {
    after: [lend(), accept],
    plant: ({ stand }) => Object.assign(stand.built.ledger, { drop: () => {} }),
    shown: release,
    problem: /peer has rights 3 to page 0x20, and has to have 0/,
  },
  'memory that is seen at another place': {
    after: [lend(), accept],
    plant: (lab) => {
      const windows = viewOf(lab, PEER).save();
      viewOf(lab, PEER).restore(
        windows.map((each) => (each.page === PAGE ? { ...each, at: each.at + 9 } : each)),
      );
    },
    shown: announce,
    problem: /peer sees page none at page 4096 of its own, and has to see 32/,
  },
  'a notification that gets lost': {
    after: [lend(), announce],
    plant: (lab) => rmOf(lab).state.vm(PEER_ID)?.channel.clear(),
    shown: { do: 'hear', by: PEER },
    problem: /peer hears nothing, and has to hear 0x51100011/,
  },
  'a VM in another state': {
    after: [allocate],
    plant: (lab) => Object.assign(rmOf(lab).state.vm(0x80)!, { state: 2 }),
    shown: lend(),
    problem: /guest is in state 2, and has to be load/,
  },
  'a VM that outlives the partition that it is': {
    after: [],
    plant: (lab) => Object.assign(rmOf(lab), { end: () => {} }),
    shown: { do: 'die', by: BOTH_AS_PARTITION },
    problem: /vm is in state 3, and has to be reset/,
  },
  'memory that stays with a VM that died as the partition that it is': {
    after: [lend({ to: BOTH_ID }), { ...accept, by: BOTH }],
    plant: (lab) => {
      const forget = () => Object.assign(rmOf(lab).state.vm(BOTH_ID)!, { state: 11 });
      Object.assign(rmOf(lab), { end: forget });
    },
    shown: { do: 'die', by: BOTH_AS_PARTITION },
    problem: /vm has rights 3 to page 0x20, and has to have 0/,
  },
  'a packet that is not dropped': {
    after: [],
    plant: (lab) => Object.assign(rmOf(lab), { receive: () => undefined }),
    shown: { do: 'packet', by: PEER, bytes: [0x21, 1, 0] },
    problem: /a packet has to be dropped, shorter than a header, and is taken/,
  },
};

test.each(Object.entries(PLANTED))('%s is found', (_, { after, plant, shown, problem }) => {
  const lab = new Lab(twoProtocols(), { model: true });
  for (const move of after) expect(lab.step(move)).toBeUndefined();

  plant(lab);

  expect(lab.step(shown)).toMatchObject({
    invariant: { id: 'as-specified' },
    problem: expect.stringMatching(problem),
  });
});
