/** What becomes of the bytes of memory that is passed on, of pages that are away, of devices, and what receivers may validate. */

import { describe, expect, test } from 'vitest';
import { RM_LIMITS } from '../../src/core/gunyah/manager/limits.ts';
import { ledgerRights, rmRights } from '../../src/core/gunyah/manager/rights.ts';
import { ACCEPT_FLAG, ATTRIBUTE, CREATE_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { acl, allocateGuest, DEVICE, GUEST, lend, OWN, PEER, PRIMARY, regions, World } from './world.ts';

const { DONE, SANITIZE, VALIDATE_SANITIZED, VALIDATE_LABEL, VALIDATE_ACL_ATTR } = ACCEPT_FLAG;
const PAGE = OWN / 0x1000;
const TO_PEER = acl([PEER, 6]);

/** The first byte of pages of the primary VM's memory: 7 where it was written, 0 where it was cleared. */
function bytes(world: World, ...pages: readonly number[]): (number | undefined)[] {
  return pages.map((page) => world.memory.readBytes(OWN + page * 0x1000, 1)?.[0]);
}

function fill(world: World, ...pages: readonly number[]): void {
  for (const page of pages) world.memory.writeBytes(OWN + page * 0x1000, Uint8Array.of(7));
}

describe('memory that is cleared when it is passed on', () => {
  test('is so when it is appended, too, and what was there before is not cleared again', () => {
    const world = new World();
    fill(world, 0, 4, 8);
    const flags = CREATE_FLAG.SANITIZE | CREATE_FLAG.APPEND;
    const lists = { acl: acl([PRIMARY, 7], ...[[PEER, 6] as const]), regions: regions([OWN, 0x1000]) };
    const handle = world.must(PRIMARY, 'SHARE', { flags }, lists);
    fill(world, 0);

    world.must(PRIMARY, 'APPEND', { handle }, { regions: regions([OWN + 0x4000, 0x1000]) });

    expect(bytes(world, 0, 4, 8)).toEqual([7, 0, 7]);
  });

  test('is not when the request is refused', () => {
    const world = new World({ ...RM_LIMITS, regionsPerParcel: 1 });
    fill(world, 0, 4);
    const lists = { acl: TO_PEER, regions: regions([OWN, 0x1000], [OWN + 0x4000, 0x1000]) };

    expect(world.ask(PRIMARY, 'LEND', { flags: CREATE_FLAG.SANITIZE }, lists).rule).toBe(
      'rm-region/too-many 16+2',
    );

    expect(bytes(world, 0, 4)).toEqual([7, 7]);
  });

  test('may be validated by who accepts it', () => {
    const world = new World();
    const lists = { acl: TO_PEER, regions: regions([OWN, 0x1000]) };
    const handle = world.must(PRIMARY, 'LEND', { flags: CREATE_FLAG.SANITIZE, label: 9 }, lists);
    const flags = DONE | VALIDATE_SANITIZED | VALIDATE_LABEL;

    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags, label: 9 });
  });

  test('at its end is so, too, when the release did not ask for it again', () => {
    const world = new World();
    fill(world, 0);
    const handle = lend(world);
    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: SANITIZE });
    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });
    world.must(PEER, 'RELEASE', { handle });

    world.must(PRIMARY, 'RECLAIM', { handle });

    expect(bytes(world, 0)).toEqual([0]);
  });
});

describe('pages that are away', () => {
  /** Pages of the primary VM, one of which is away: the first page of all, which is its own as well, or the second of its memory. */
  const AWAY = [
    ['page 0', 0],
    ['another', PAGE + 1],
  ] as const;

  function world(page: number): World {
    const made = new World();
    const rights = READ | WRITE | EXECUTE;
    made.ledger.assign(0, 1, { owner: made.parties[PRIMARY] ?? 0, rights, device: false, secure: false });
    fill(made, 0);
    made.memory.withdraw(page, true);
    return made;
  }

  const both = (page: number) => regions([OWN, 0x1000], [page * 0x1000, 0x1000]);

  test.each(AWAY)('%s: cannot be passed on cleared, and nothing is', (_, page) => {
    const made = world(page);
    const before = made.state();

    const answer = made.ask(
      PRIMARY,
      'LEND',
      { flags: CREATE_FLAG.SANITIZE },
      { acl: TO_PEER, regions: both(page) },
    );

    expect([answer.rule, made.rm.state.verdict.page]).toEqual(['rm-region/not-owned 20+16', page]);
    expect(made.state()).toEqual(before);
  });

  test.each(AWAY)(
    '%s: can be passed on as they are, and reclaimed; what is there is then not cleared',
    (_, page) => {
      const made = world(page);
      const handle = made.must(PRIMARY, 'LEND', {}, { acl: TO_PEER, regions: both(page) });

      made.must(PRIMARY, 'RECLAIM', { handle, flags: 1 });

      expect(bytes(made, 0)).toEqual([7]);
      expect(made.rights(PRIMARY, page)).toBe('RWX');
    },
  );
});

test('memory of a device is lent, accepted, released and reclaimed', () => {
  const world = new World();
  const lists = { acl: TO_PEER, regions: regions([DEVICE, 0x1000]) };
  const attributes = [{ vmid: PEER, attribute: ATTRIBUTE.DEVICE }];
  const handle = world.must(PRIMARY, 'LEND', { type: 1 }, { ...lists, attributes });
  world.must(PEER, 'ACCEPT', { handle, type: 1, transfer: TRANSFER.LEND, flags: DONE });
  expect(world.rights(PEER, DEVICE / 0x1000)).toBe('RW-');

  world.must(PEER, 'RELEASE', { handle });
  world.must(PRIMARY, 'RECLAIM', { handle });

  expect(world.rights(PRIMARY, DEVICE / 0x1000)).toBe('RW-');
});

test('a device is donated with all rights that there are to one', () => {
  const world = new World();
  const lists = { acl: TO_PEER, regions: regions([DEVICE, 0x1000]) };
  const handle = world.must(PRIMARY, 'DONATE', { type: 1 }, lists);

  world.must(PEER, 'ACCEPT', { handle, type: 1, transfer: TRANSFER.DONATE, flags: DONE });

  expect([PRIMARY, PEER].map((vmid) => world.rights(vmid, DEVICE / 0x1000))).toEqual(['---', 'RW-']);
});

test('an attribute may say what holds by default, of a donation and of a device, too', () => {
  const attributes = [{ vmid: PEER, attribute: ATTRIBUTE.DEFAULT }];
  const world = new World();

  world.must(PRIMARY, 'DONATE', {}, { acl: acl([PEER, 7]), regions: regions([OWN, 0x1000]), attributes });
  world.must(PRIMARY, 'LEND', { type: 1 }, { acl: TO_PEER, regions: regions([DEVICE, 0x1000]), attributes });
});

describe('lists that a receiver has validated', () => {
  const made = {
    acl: acl([GUEST, 4], [PEER, 6]),
    attributes: [
      { vmid: PEER, attribute: ATTRIBUTE.CACHED },
      { vmid: GUEST, attribute: ATTRIBUTE.UNCACHED },
    ],
  };
  const validate = (lists: Partial<typeof made>) => {
    const world = allocateGuest(new World());
    const handle = world.must(PRIMARY, 'LEND', {}, { ...made, regions: regions([OWN, 0x1000]) });
    const head = { handle, transfer: TRANSFER.LEND, flags: DONE | VALIDATE_ACL_ATTR };
    return world.ask(PEER, 'ACCEPT', head, { ...made, ...lists }).rule;
  };

  test('are those that the parcel was made with', () => {
    expect(validate({})).toBe('');
  });

  test('are not when the VM of an attribute is another', () => {
    const [cached, uncached] = made.attributes;
    expect(validate({ attributes: [uncached!, cached!] })).toBe('rm-accept/acl-differs 16+8');
  });
});

test.each([
  ['---', 0, 0],
  ['R--', READ, 4],
  ['-W-', WRITE, 2],
  ['--X', EXECUTE, 1],
  ['RWX', READ | WRITE | EXECUTE, 7],
])('rights %s have a number of their own in messages, and the same meaning', (_, ledger, message) => {
  expect([rmRights(ledger), ledgerRights(message)]).toEqual([message, ledger]);
});
