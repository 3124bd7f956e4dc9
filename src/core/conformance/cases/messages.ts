import { w, x } from '../../abi/frame.ts';
import { functionId } from '../../abi/functions.ts';
import { NIL_UUID } from '../../abi/uuid.ts';
import { VERSION_1_1 } from '../../abi/versions.ts';
import { packHalves } from '../../abi/words.ts';
import { serviceArguments } from '../../client/messages.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused, waits } from '../checks.ts';
import { offered } from '../needs.ts';
import { answers, asks, parties } from './talk.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'sp1-sp2', 'vm1-sp4'];
const DATA = [0x11, 0x22, 0x33, 0x44, 0xffff_ffff];
const FRAMEWORK = 0x8000_0000;
const VM_CREATED = FRAMEWORK + 4;

/** Direct messages, and who has the processor. */
export const MESSAGE_CASES: readonly Case[] = [
  ...([32, 64] as const).map(
    (width): Case => ({
      id: `messages/echo-${width}`,
      title: `a request of ${width} bits and its response carry their data and no more`,
      rows: ['ffa-hafnium 6.9 direct_message (35+), vm_availability (10)', 'requirements QD6'],
      runs: RUNS,
      *body({ owner, borrower }) {
        const request = parties(owner, borrower, DATA);
        const asked = yield* asks('a request', owner, borrower, request, undefined, width);
        yield* equal('its function', w(asked.request, 0), functionId('FFA_MSG_SEND_DIRECT_REQ', width));
        yield* equal('its parties', w(asked.request, 1), packHalves(owner.id, borrower.id));
        yield* equal(
          'its data',
          DATA.map((_, index) => x(asked.request, 3 + index)),
          DATA,
        );
        const response = yield* answers('a response', asked, borrower, owner, DATA.toReversed(), width);
        yield* equal(
          "the response's function",
          w(response, 0),
          functionId('FFA_MSG_SEND_DIRECT_RESP', width),
        );
        yield* equal("the response's parties", w(response, 1), packHalves(borrower.id, owner.id));
        yield* equal(
          "the response's data",
          DATA.map((_, index) => x(response, 3 + index)),
          DATA.toReversed(),
        );
        yield* equal('there is nothing else in it', x(response, 2), 0n);
      },
    }),
  ),
  {
    id: 'messages/wrong-requests',
    title: 'a request in the name of another, to oneself, to the normal world or to nobody is refused',
    rows: [
      'ffa-hafnium 6.9 direct_message (35+), vm_availability (10)',
      'ffa-hafnium 6.9 …partition info',
      'requirements QF7',
    ],
    runs: ['vm1-sp1', 'sp1-sp2'],
    *body({ owner, borrower, third, party }) {
      const request = (args: Record<number, number>) => owner.call('FFA_MSG_SEND_DIRECT_REQ', args);
      const INVALID = 'INVALID_PARAMETERS';
      yield* refused('in the name of another', INVALID, request(parties(third, borrower)), 'message/sender');
      yield* refused('to itself', INVALID, request(parties(owner, owner)), 'message/to-self');
      yield* refused('to a VM', INVALID, request(parties(owner, party('vm2'))), 'message/unknown-receiver');
      yield* refused(
        'to nobody',
        INVALID,
        request(parties(owner, { id: 0x8fff })),
        'message/unknown-receiver',
      );
      yield* refused('with flags', INVALID, request({ ...parties(owner, borrower), 2: 1 }), 'message/flags');
      const framework = { ...parties(owner, borrower), 2: VM_CREATED };
      yield* refused('as the framework', INVALID, request(framework), 'message/framework-function');
    },
  },
  {
    id: 'messages/wrong-responses',
    title: 'only who serves a request answers it, in its kind, to who sent it',
    rows: ['ffa-hafnium 6.9 direct_message (35+), vm_availability (10)', 'requirements QF8'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    *body({ owner, borrower, third }) {
      const respond = (
        args: Record<number, number>,
        name = 'FFA_MSG_SEND_DIRECT_RESP',
        width: 32 | 64 = 32,
      ) => borrower.call(name, args, width);
      const right = parties(borrower, owner);
      yield* refused('before it is asked', 'DENIED', respond(right), 'message/no-request');
      const asked = yield* asks('a request', owner, borrower);
      yield* refused('to another', 'DENIED', respond(parties(borrower, third)), 'message/wrong-requester');
      yield* refused(
        'in the name of another',
        'INVALID_PARAMETERS',
        respond(parties(third, owner)),
        'message/sender',
      );
      yield* refused('of another width', 'DENIED', respond(right, undefined, 64), 'message/response-width');
      yield* refused(
        'of another kind',
        'DENIED',
        respond(right, 'FFA_MSG_SEND_DIRECT_RESP2', 64),
        'message/response-kind',
      );
      yield* refused('with flags', 'INVALID_PARAMETERS', respond({ ...right, 2: 1 }), 'message/flags');
      yield* refused(
        'as the framework',
        'DENIED',
        respond({ ...right, 2: FRAMEWORK + 5 }),
        'message/framework-response',
      );
      yield* refused('by waiting', 'DENIED', borrower.call('FFA_MSG_WAIT'), 'message/wait-in-request');
      yield* answers('the right response', asked, borrower, owner);
    },
  },
  {
    id: 'messages/busy',
    title: 'who serves a request takes no other, and none goes round in a circle',
    rows: ['ffa-hafnium 6.9 direct_message (35+), vm_availability (10)'],
    runs: ['vm1-sp1'],
    *body({ owner, borrower, third, party }) {
      const other = party('vm2');
      yield* accepted('vm2 starts', other.start());
      const asked = yield* asks('a request', owner, borrower);
      const another = other.call('FFA_MSG_SEND_DIRECT_REQ', parties(other, borrower));
      yield* refused('a request of another', 'BUSY', another, 'message/receiver-busy');
      const on = yield* asks('and on', borrower, third);
      yield* refused(
        'back in a circle',
        'any status',
        third.call('FFA_MSG_SEND_DIRECT_REQ', parties(third, borrower)),
      );
      yield* answers('the inner response', on, third, borrower);
      yield* answers('the outer response', asked, borrower, owner);
    },
  },
  {
    id: 'messages/yield',
    title: 'a partition that yields is run until it has answered',
    rows: ['ffa-hafnium 6.9 direct_message (35+), vm_availability (10)'],
    runs: ['vm1-sp1'],
    needs: [offered('borrower', 'FFA_YIELD')],
    *body({ owner, borrower }) {
      const asked = yield* asks('a request', owner, borrower);
      const goOn = yield* waits('the borrower yields', borrower.call('FFA_YIELD'));
      const stopped = yield* accepted('the owner goes on', asked.answer());
      yield* equal('it sees FFA_YIELD', w(stopped, 0), functionId('FFA_YIELD'));
      const answer = yield* waits('the owner runs the borrower', owner.call('FFA_RUN', { 1: w(stopped, 1) }));
      yield* accepted('the borrower goes on', goOn());
      const asked2 = { request: asked.request, answer };
      const response = yield* answers('the response', asked2, borrower, owner, [7]);
      yield* equal('it carries its data', w(response, 3), 7);
    },
  },
  {
    id: 'messages/to-a-service',
    title: 'a request to a service carries fourteen values, and none goes to a service that is not there',
    rows: ['regressions G8', 'ffa-hafnium 6.9 direct_message (35+), vm_availability (10)'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [offered('owner', 'FFA_MSG_SEND_DIRECT_REQ2')],
    *body({ owner, borrower }) {
      const values = Array.from({ length: 14 }, (_, index) => BigInt(index) << 40n);
      const data = Object.fromEntries(values.map((value, index) => [4 + index, value]));
      const [uuid = NIL_UUID] = borrower.endpoint.uuids;
      const to = { 1: packHalves(owner.id, borrower.id) };
      const unknown = { ...to, 2: 0x1234n, 3: 0x5678n };
      const name = 'FFA_MSG_SEND_DIRECT_REQ2';
      yield* refused(
        'a service that is not there',
        'INVALID_PARAMETERS',
        owner.call(name, unknown, 64),
        'message/unknown-service',
      );
      const asked = yield* asks(
        'a request',
        owner,
        borrower,
        { ...to, ...serviceArguments(uuid), ...data },
        name,
        64,
      );
      yield* equal(
        'its data',
        values.map((_, index) => x(asked.request, 4 + index)),
        values,
      );
      yield* refused(
        'answered in another kind',
        'DENIED',
        borrower.call('FFA_MSG_SEND_DIRECT_RESP', parties(borrower, owner)),
        'message/response-kind',
      );
      const response = { 1: packHalves(borrower.id, owner.id), ...data };
      yield* waits('a response', borrower.call('FFA_MSG_SEND_DIRECT_RESP2', response, 64));
      const answer = yield* accepted('it arrives', asked.answer());
      yield* equal(
        "the response's data",
        values.map((_, index) => x(answer, 4 + index)),
        values,
      );
    },
  },
  {
    id: 'messages/service-of-older',
    title: 'a request to a service of a partition of FF-A 1.1 is refused',
    rows: ['ffa-hafnium 6.9 direct_message (35+), vm_availability (10)'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [offered('owner', 'FFA_MSG_SEND_DIRECT_REQ2')],
    versions: { borrower: VERSION_1_1 },
    *body({ owner, borrower }) {
      const request = owner.call('FFA_MSG_SEND_DIRECT_REQ2', { 1: packHalves(owner.id, borrower.id) }, 64);
      yield* refused('to a partition of FF-A 1.1', 'DENIED', request, 'message/receiver-version');
    },
  },
  {
    id: 'messages/framework',
    title: 'only the hypervisor tells of VMs, and only those who asked for it',
    rows: ['requirements QF7', 'ffa-hafnium 6.9 direct_message (35+), vm_availability (10)'],
    runs: ['hypervisor', 'vm1', 'sp1'],
    *body({ owner, borrower }) {
      const created = { ...parties(owner, borrower), 2: VM_CREATED, 5: 1 };
      const request = owner.call('FFA_MSG_SEND_DIRECT_REQ', created);
      const isHypervisor = owner.id === 0;
      if (isHypervisor) yield* refused('to one who did not ask', 'DENIED', request, 'message/not-subscribed');
      else yield* refused('from another', 'INVALID_PARAMETERS', request, 'message/framework-function');
      const unknown = { ...parties(owner, borrower), 2: FRAMEWORK + 0x7f };
      yield* refused(
        'a function that there is not',
        'INVALID_PARAMETERS',
        owner.call('FFA_MSG_SEND_DIRECT_REQ', unknown),
        'message/framework-function',
      );
    },
  },
  {
    id: 'messages/run',
    title: 'a partition is run by the normal world, and nobody runs the hypervisor',
    rows: ['ffa-hafnium 6.9 …partition info'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    *body({ owner, borrower }) {
      const run = (id: number, vcpu = 0) => owner.call('FFA_RUN', { 1: packHalves(id, vcpu) });
      if (owner.secure) yield* refused('the hypervisor', 'DENIED', run(0), 'message/run-from-secure');
      yield* refused('nobody', 'INVALID_PARAMETERS', run(0x8fff), 'message/run-unknown');
      yield* refused(
        'a context that there is not',
        'INVALID_PARAMETERS',
        run(borrower.id, 99),
        'message/run-unknown',
      );
      const back = yield* waits('the borrower', run(borrower.id));
      yield* waits('it waits again', borrower.call('FFA_MSG_WAIT'));
      const answer = yield* accepted('the owner goes on', back());
      yield* equal('it sees FFA_MSG_WAIT', w(answer, 0), functionId('FFA_MSG_WAIT'));
    },
  },
];
