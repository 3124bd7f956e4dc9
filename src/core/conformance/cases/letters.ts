import { layoutsOf, MESSAGE_1_1 } from '../../abi/layouts.ts';
import { encodeMessageHeader } from '../../abi/message-header.ts';
import { PAGE_SIZE } from '../../abi/pages.ts';
import { VERSION_1_0, VERSION_1_1 } from '../../abi/versions.ts';
import { mapBuffers } from '../../client/discovery.ts';
import { receiveMessage, sendMessage } from '../../client/indirect.ts';
import { takeNotifications } from '../../client/notifications.ts';
import { read, write } from '../../client/port.ts';
import type { Attempt } from '../came.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, type Body, equal, refused, waits } from '../checks.ts';
import { largeBuffers, offered } from '../needs.ts';
import type { Party } from '../party.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'sp1-sp2', 'vm1-sp4'];
const SENDS = offered('owner', 'FFA_MSG_SEND2');
const TEXT = Uint8Array.of(0x66, 0x6c, 0x75, 0x78);
const ROW = 'ffa-hafnium 6.9 indirect_messaging (21)';

interface Spoiled {
  readonly sender?: number;
  readonly offset?: number;
  readonly size?: number;
  readonly flags?: number;
}

/** Sends four bytes with a header as it is said to be. */
function* sendsAs(from: Party, to: { readonly id: number }, header: Spoiled = {}): Attempt<unknown> {
  const version = Math.max(from.driver.version, VERSION_1_1);
  const { size: least } = layoutsOf(version).message ?? MESSAGE_1_1;
  const { sender = from.id, offset = least, size = TEXT.length, flags = 0 } = header;
  const bytes = encodeMessageHeader({ sender, receiver: to.id, offset, size, flags }, version);
  yield* from.attempt(write(from.driver.mapped().tx, bytes));
  yield* from.attempt(write(from.driver.mapped().tx + least, TEXT));
  return yield* from.call('FFA_MSG_SEND2');
}

/** The receiver takes its notifications, so that RX can be given back, and reads the message. */
function* receives(
  what: string,
  party: Party,
): Body<{ readonly sender: number; readonly payload: Uint8Array }> {
  yield* accepted(`${what}: the notifications are taken`, party.attempt(takeNotifications(party.driver)));
  return yield* accepted(what, party.attempt(receiveMessage(party.driver)));
}

/** Messages through buffers. */
export const LETTER_CASES: readonly Case[] = [
  ...[VERSION_1_1, undefined].flatMap((sender) =>
    [VERSION_1_1, undefined].map((receiver): Case => {
      const word = (version: number | undefined) => (version === undefined ? 'latest' : '1-1');
      return {
        id: `letters/from-${word(sender)}-to-${word(receiver)}`,
        title: 'a message arrives as it was sent, and nothing lies behind it',
        rows: [ROW],
        runs: RUNS,
        needs: [SENDS],
        versions: {
          ...(sender === undefined ? {} : { owner: sender }),
          ...(receiver === undefined ? {} : { borrower: receiver }),
        },
        *body({ owner, borrower }) {
          // A receiver of FF-A 1.2 reads a header of 40 bytes, whoever wrote it: the payload starts behind both.
          const offset = 40;
          const { tx } = owner.driver.mapped();
          const padded = new Uint8Array(offset);
          yield* accepted('the owner clears TX', owner.attempt(write(tx, padded)));
          const bytes = encodeMessageHeader(
            { sender: owner.id, receiver: borrower.id, offset, size: TEXT.length, flags: 0 },
            owner.driver.version,
          );
          yield* accepted('the owner writes a header', owner.attempt(write(tx, bytes)));
          yield* accepted('the owner writes a text', owner.attempt(write(tx + offset, TEXT)));
          yield* accepted('the owner sends it', owner.call('FFA_MSG_SEND2'));
          const { rx } = borrower.driver.mapped();
          const end = offset + TEXT.length;
          const rest = yield* accepted(
            'the borrower reads behind it',
            borrower.attempt(read(rx + end, PAGE_SIZE - end)),
          );
          yield* equal(
            'there are only zeros',
            rest.every((byte) => byte === 0),
            true,
          );
          const letter = yield* receives('the borrower reads it', borrower);
          yield* equal('the sender is the owner', letter.sender, owner.id);
          yield* equal('the text is the one that was sent', [...letter.payload], [...TEXT]);
          yield* refused(
            'RX is given back twice',
            'DENIED',
            borrower.call('FFA_RX_RELEASE'),
            'mailbox/rx-not-owned',
          );
        },
      };
    }),
  ),
  {
    id: 'letters/bad-header',
    title: 'a message whose header is wrong does not arrive',
    rows: [ROW, 'requirements QF5'],
    runs: RUNS,
    needs: [SENDS],
    *body({ owner, borrower, third }) {
      const INVALID = 'INVALID_PARAMETERS';
      yield* refused(
        'from another',
        INVALID,
        sendsAs(owner, borrower, { sender: third.id }),
        'indirect/sender',
      );
      yield* refused('to itself', INVALID, sendsAs(owner, owner), 'indirect/to-self');
      yield* refused('to nobody', INVALID, sendsAs(owner, { id: 0x8fff }), 'indirect/unknown-receiver');
      yield* refused('with flags', INVALID, sendsAs(owner, borrower, { flags: 1 }), 'indirect/header-flags');
      yield* refused(
        'over its own header',
        INVALID,
        sendsAs(owner, borrower, { offset: 16 }),
        'indirect/offset',
      );
      yield* refused(
        'longer than a buffer',
        INVALID,
        sendsAs(owner, borrower, { size: PAGE_SIZE }),
        'indirect/size',
      );
      yield* refused(
        'so long that the sum wraps',
        INVALID,
        sendsAs(owner, borrower, { size: 0xffff_ffff }),
        'indirect/size',
      );
      const named = owner.call('FFA_MSG_SEND2', { 1: borrower.id * 0x1_0000 });
      yield* refused('with a sender in a register', INVALID, named, 'indirect/sender-field');
      yield* refused(
        'nothing has arrived',
        'DENIED',
        borrower.call('FFA_RX_RELEASE'),
        'mailbox/rx-not-owned',
      );
      yield* accepted('a right one', sendsAs(owner, borrower));
    },
  },
  {
    id: 'letters/longest',
    title: 'a message is as long as the buffers, and not longer than the one of its receiver',
    rows: ['requirements QF5'],
    runs: RUNS,
    needs: [SENDS],
    *body({ owner, borrower }) {
      const { size: header } = layoutsOf(owner.driver.version).message ?? MESSAGE_1_1;
      const longest = new Uint8Array(PAGE_SIZE - header).fill(7);
      yield* accepted('as long as a buffer', owner.attempt(sendMessage(owner.driver, borrower.id, longest)));
      const { payload } = yield* receives('the borrower reads it', borrower);
      yield* equal('all of it', payload.length, longest.length);
    },
  },
  {
    id: 'letters/smaller-receiver',
    title: 'a message that fits TX and not the RX of its receiver is refused',
    rows: ['requirements QF5'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [SENDS, largeBuffers('owner', 2)],
    unstarted: true,
    *body({ owner, borrower }) {
      const { address: tx } = owner.page(0);
      const { address: rx } = owner.page(2);
      yield* accepted('the owner starts with two pages', owner.start(undefined, { tx, rx, pages: 2 }));
      yield* accepted('the borrower starts with one', borrower.start());
      const long = owner.attempt(sendMessage(owner.driver, borrower.id, new Uint8Array(PAGE_SIZE)));
      yield* refused('longer than RX', 'INVALID_PARAMETERS', long, 'indirect/size');
    },
  },
  {
    id: 'letters/no-buffers',
    title: 'without TX nothing is sent, without RX nothing arrives, and later it does',
    rows: [ROW, 'requirements QF4'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [SENDS],
    *body({ owner, borrower }) {
      yield* accepted('the borrower unmaps its buffers', borrower.call('FFA_RXTX_UNMAP'));
      yield* refused('to one without RX', 'BUSY', sendsAs(owner, borrower), 'indirect/receiver-busy');
      yield* accepted(
        'the borrower maps its buffers',
        borrower.attempt(mapBuffers(borrower.driver, borrower.endpoint.buffers)),
      );
      yield* accepted('to one with RX', sendsAs(owner, borrower));
      yield* refused('while it is not read', 'BUSY', sendsAs(owner, borrower), 'indirect/receiver-busy');
      yield* receives('the borrower reads it', borrower);
      yield* accepted('after that', sendsAs(owner, borrower));
      yield* accepted('the owner unmaps its buffers', owner.call('FFA_RXTX_UNMAP'));
      yield* refused('without TX', 'DENIED', owner.call('FFA_MSG_SEND2'), 'indirect/no-tx');
    },
  },
  {
    id: 'letters/first-version',
    title: 'FF-A 1.0 has no messages through buffers',
    rows: [ROW],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [SENDS],
    versions: { owner: VERSION_1_0, third: VERSION_1_0 },
    *body({ owner, borrower, third }) {
      yield* refused(
        'from who speaks it',
        'NOT_SUPPORTED',
        owner.call('FFA_MSG_SEND2'),
        'call/later-version',
      );
      yield* refused('to who speaks it', 'DENIED', sendsAs(borrower, third), 'indirect/receiver-version');
    },
  },
  {
    id: 'letters/unread',
    title:
      'RX with a message is given back after its notification was taken, and a partition that waits keeps it',
    rows: [ROW, 'ffa-hafnium 6.9 rx_ownership ×5'],
    runs: ['vm1-sp1'],
    needs: [SENDS],
    *body({ owner, borrower }) {
      yield* accepted('the owner sends a message', sendsAs(owner, borrower));
      yield* refused(
        'the borrower gives RX back unread',
        'DENIED',
        borrower.call('FFA_RX_RELEASE'),
        'mailbox/message-unread',
      );
      yield* waits('the borrower waits', borrower.call('FFA_MSG_WAIT'));
      yield* refused('another message', 'BUSY', sendsAs(owner, borrower), 'indirect/receiver-busy');
      const { payload } = yield* receives('the borrower reads it', borrower);
      yield* equal('it is still there', [...payload], [...TEXT]);
    },
  },
  {
    id: 'letters/wait-and-rx',
    title: 'who waits gives RX back, unless it says that it keeps it',
    rows: ['regressions E22', 'ffa-hafnium 6.9 rx_ownership ×5'],
    runs: ['vm1-sp1'],
    needs: [SENDS],
    *body({ owner, borrower }) {
      const list = () => borrower.call('FFA_PARTITION_INFO_GET');
      yield* accepted('the borrower fills RX', list());
      yield* waits('it waits and keeps RX', borrower.call('FFA_MSG_WAIT', { 2: 1 }));
      yield* refused('it cannot fill RX', 'BUSY', list(), 'info/no-rx');
      yield* refused('a message cannot either', 'BUSY', sendsAs(owner, borrower), 'indirect/receiver-busy');
      yield* waits('it waits', borrower.call('FFA_MSG_WAIT'));
      yield* accepted('it fills RX again', list());
    },
  },
];
