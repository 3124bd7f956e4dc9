import { describe, expect, test } from 'vitest';
import { endVm } from '../../src/core/gunyah/client/end-vm.ts';
import {
  HalfParcelError,
  RmArgumentError,
  RmError,
  RmProtocolError,
} from '../../src/core/gunyah/client/errors.ts';
import { RmLink } from '../../src/core/gunyah/client/link.ts';
import type { VmProgram } from '../../src/core/gunyah/client/port.ts';
import { type Hooks, parcelOf, ResourceClient } from '../../src/core/gunyah/client/resource-client.ts';
import { REQUEST } from '../../src/core/gunyah/wire/messages.ts';
import { Assembler, PACKET_TYPE, packetsOf } from '../../src/core/gunyah/wire/packet.ts';
import { TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { faked, run, word } from './programs.ts';
import { GUEST, OWN, PEER, PRIMARY, World } from './world.ts';

const TO_PEER = [{ vmid: PEER, rights: 6 }];
const PAGE = [{ base: OWN, size: 0x1000 }];
const MEM_INVALID = 0xa;
const MEM_INUSE = 0xb;
const BUSY = 5;

function spans(count: number) {
  return Array.from({ length: count }, (_, index) => ({ base: OWN + index * 0x1000, size: 0x1000 }));
}

describe('passing memory on', () => {
  test.each([
    [1, ['MEM_LEND 40']],
    [512, ['MEM_LEND 8216']],
    [513, ['MEM_LEND 8216', 'MEM_APPEND 28']],
    [576, ['MEM_LEND 8216', 'MEM_APPEND 1036']],
  ])('%i regions take %j, and come back whole', (count, expected) => {
    const world = new World();
    const client = new ResourceClient();
    const parcel = parcelOf(TO_PEER, spans(count));
    const sent: string[] = [];

    run(world, PRIMARY, client.lend(parcel), sent);

    expect(sent).toEqual(expected);
    expect(world.rm.state.parcels.get(parcel.handle ?? -1)).toMatchObject({ complete: true, regions: count });
    run(world, PRIMARY, client.reclaim(parcel));
    expect(parcel.handle).toBeUndefined();
  });

  test('1025 regions: two messages append, and only the last says so', () => {
    const answers = [word(0, 7), word(0), word(0)];
    const flags: number[] = [];
    const client = new ResourceClient();
    const program = client.lend(parcelOf(TO_PEER, spans(1025)));
    const watch = (function* (): VmProgram {
      const assembler = new Assembler();
      let step = program.next();
      while (!step.done) {
        if (step.value.do === 'send') {
          const message = assembler.take(step.value.packet);
          if (typeof message === 'object')
            flags.push(message.payload[message.id === REQUEST.APPEND.id ? 4 : 2] ?? -1);
        }
        step = program.next(yield step.value);
      }
    })();

    faked(watch, answers);

    expect(flags).toEqual([2, 0, 1]);
  });

  test.each([
    ['nobody', parcelOf([], PAGE), 'nobody is given access'],
    ['256 VMs', parcelOf(new Array(256).fill(TO_PEER[0]), PAGE), 'at most 255 VMs'],
    ['no memory', parcelOf(TO_PEER, []), 'there is no memory'],
    ['half a page', parcelOf(TO_PEER, [{ base: OWN, size: 0x800 }]), 'region 0 is not made of whole pages'],
    [
      'a parcel that is out already',
      { ...parcelOf(TO_PEER, PAGE), handle: 3 },
      'the parcel has handle 3 already',
    ],
  ])('%s: refused before anything is sent', (_name, parcel, why) => {
    expect(() => faked(new ResourceClient().lend(parcel), [])).toThrow(why);
  });

  test('the same label twice for one receiver: refused, until the first is reclaimed', () => {
    const world = new World();
    const client = new ResourceClient();
    const first = parcelOf(TO_PEER, PAGE, { label: 4 });
    const second = () => parcelOf(TO_PEER, [{ base: OWN + 0x1000, size: 0x1000 }], { label: 4 });
    run(world, PRIMARY, client.lend(first));

    expect(() => run(world, PRIMARY, client.lend(second()))).toThrow('has a parcel with label 4');

    run(world, PRIMARY, client.reclaim(first));
    run(world, PRIMARY, client.lend(second()));
  });
});

test('lend and share send the same bytes under two numbers', () => {
  const bytesOf = (how: 'lend' | 'share'): number[] => {
    const [step] = [new ResourceClient()[how](parcelOf(TO_PEER, PAGE, { label: 9 })).next()];
    if (step?.done !== false || step.value.do !== 'send') throw new Error('nothing is sent');
    return [...step.value.packet];
  };
  const [lent, shared] = [bytesOf('lend'), bytesOf('share')];

  expect([lent.slice(4, 8), shared.slice(4, 8)]).toEqual([
    [0x12, 0, 0, 0x51],
    [0x13, 0, 0, 0x51],
  ]);
  expect(lent.toSpliced(4, 4)).toEqual(shared.toSpliced(4, 4));
});

test('a parcel has a handle only when the resource manager knows it', () => {
  const parcel = parcelOf(TO_PEER, PAGE);
  expect(() => faked(new ResourceClient().lend(parcel), [word(BUSY)])).toThrow('MEM_LEND: BUSY');
  expect(parcel.handle).toBeUndefined();

  faked(new ResourceClient().lend(parcel), [word(0, 7)]);

  expect(parcel.handle).toBe(7);
});

describe('when something fails', () => {
  test('a refusal keeps the code of the resource manager; the errno is a view of it', () => {
    const world = new World();
    const client = new ResourceClient();

    try {
      run(world, PRIMARY, client.lend(parcelOf(TO_PEER, [{ base: 0x700_000, size: 0x1000 }])));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(RmError);
      expect(error).toMatchObject({ message: 'MEM_LEND: MEM_INVALID', code: MEM_INVALID, errno: 'EINVAL' });
    }
  });

  test('an append that fails: the parcel is taken back, and the error is that of the append', () => {
    const parcel = parcelOf(TO_PEER, spans(513));

    expect(() => faked(new ResourceClient().lend(parcel), [word(0, 7), word(MEM_INVALID), word(0)])).toThrow(
      'MEM_APPEND: MEM_INVALID',
    );
    expect(parcel.handle).toBeUndefined();
  });

  test('and when that fails, too: both errors are told, and the handle is kept', () => {
    const parcel = parcelOf(TO_PEER, spans(513));
    const program = new ResourceClient().lend(parcel);

    expect(() => faked(program, [word(0, 7), word(MEM_INVALID), word(BUSY)])).toThrow(HalfParcelError);
    expect(parcel.handle).toBe(7);
  });

  test('a reclaim that is refused keeps the handle', () => {
    const client = new ResourceClient();
    const parcel = { ...parcelOf(TO_PEER, PAGE), handle: 7 };

    expect(() => faked(client.reclaim(parcel), [word(MEM_INUSE)])).toThrow('MEM_RECLAIM: MEM_INUSE');
    expect(parcel.handle).toBe(7);
  });

  test.each<[string, readonly (Uint8Array | undefined)[], string[]]>([
    ['all goes well', [word(0, 7)], ['before']],
    ['the request is refused', [word(BUSY)], ['before', 'after']],
    ['half a parcel stays', [word(0, 7), word(BUSY), word(BUSY)], ['before']],
    ['half a parcel is taken back', [word(0, 7), word(BUSY), word(0)], ['before', 'after']],
  ])('hooks, when %s', (_name, answers, expected) => {
    const called: string[] = [];
    const hooks: Hooks = { before: () => called.push('before'), after: () => called.push('after') };
    const parcel = parcelOf(TO_PEER, spans(answers.length === 1 ? 1 : 513));

    try {
      faked(new ResourceClient(hooks).lend(parcel), answers);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }

    expect(called).toEqual(expected);
  });

  test('an accept that fails half-way gives up the places it had', () => {
    const world = new World();
    const parcel = parcelOf(TO_PEER, spans(2));
    run(world, PRIMARY, new ResourceClient().lend(parcel));
    const places = [
      { base: 0x20_0000, size: 0x1000 },
      { base: 0x1_0000, size: 0x1000 },
    ];

    const accept = new ResourceClient().accept(parcel.handle ?? -1, { transfer: TRANSFER.LEND, places });
    expect(() => run(world, PEER, accept)).toThrow('MEM_ACCEPT: NORESOURCE');

    expect(world.ledger.viewOf(world.parties[PEER] ?? 0).save().length).toBe(1);
    run(world, PRIMARY, new ResourceClient().reclaim(parcel));
  });

  test('places that overlap are refused before anything is sent', () => {
    const places = [
      { base: 0x1000, size: 0x2000 },
      { base: 0x2000, size: 0x1000 },
    ];

    expect(() => faked(new ResourceClient().accept(1, { transfer: TRANSFER.LEND, places }), [])).toThrow(
      RmArgumentError,
    );
  });
});

test('a VM accepts what it is told of, tells the owner, and releases it', () => {
  const world = new World();
  const owner = new ResourceClient();
  const receiver = new ResourceClient();
  const parcel = parcelOf(TO_PEER, spans(3));
  run(world, PRIMARY, owner.lend(parcel));
  const handle = parcel.handle ?? -1;
  run(world, PRIMARY, owner.tell(handle, 'SHARED', 5, [PEER]));
  run(world, PEER, receiver.link.listen());
  expect(receiver.link.notices.map(({ shape }) => shape.name)).toEqual(['MEM_SHARED']);

  const places = run(world, PEER, receiver.accept(handle, { transfer: TRANSFER.LEND }));
  run(world, PEER, receiver.tellOwner(handle, 'ACCEPTED', 5));
  run(world, PEER, receiver.release(handle));
  run(world, PEER, receiver.tellOwner(handle, 'RELEASED', 5));

  expect(places).toEqual([0x10_0000, 0x10_1000, 0x10_2000].map((base) => ({ base, size: 0x1000 })));
  run(world, PRIMARY, owner.link.listen());
  expect(owner.link.notices.map(({ shape }) => shape.name)).toEqual(['MEM_ACCEPTED', 'MEM_RELEASED']);
  run(world, PRIMARY, owner.reclaim(parcel));
});

describe('answers that are none', () => {
  const ask = (expected: 'nothing' | { readonly bytes: number }) =>
    new RmLink().ask(REQUEST.RECLAIM, new Uint8Array(8), expected);

  test.each([
    ['none at all', [], 'nothing', 'there is no answer'],
    ['three bytes', [new Uint8Array(3)], 'nothing', 'the answer has 3 bytes, no error code'],
    ['data that nobody asked for', [word(0, 1)], 'nothing', 'the answer has 4 bytes of data, expected none'],
    ['less data than there should be', [word(0)], { bytes: 4 }, 'the answer has 0 bytes of data, expected 4'],
  ] as const)('%s', (_name, answers, expected, why) => {
    expect(() => faked(ask(expected), answers)).toThrow(RmProtocolError);
    expect(() => faked(ask(expected), answers)).toThrow(why);
  });

  test('of another sequence, another message, or unknown notifications: passed over and counted', () => {
    const link = new RmLink();
    const program = link.ask(REQUEST.RECLAIM, new Uint8Array(8), 'nothing');
    program.next();
    const { id } = REQUEST.RECLAIM;
    const reply = { type: PACKET_TYPE.REPLY, sequence: 0, id, payload: word(0) };
    const packets = [
      { ...reply, sequence: 1 },
      { ...reply, id: id + 1 },
      { ...reply, type: PACKET_TYPE.NOTIFICATION, id: 0x5110_00ff },
      { ...reply, type: PACKET_TYPE.NOTIFICATION, id: 0x5110_0013 },
      reply,
    ].flatMap(packetsOf);

    let step = program.next('sent');
    for (const packet of packets) {
      expect(step.done).toBe(false);
      step = program.next({ packet });
    }

    expect(step.done).toBe(true);
    expect([link.ignored, link.notices.length]).toEqual([4, 0]);
  });
});

describe('the end of a VM', () => {
  const loan = (page: number) =>
    parcelOf([{ vmid: GUEST, rights: 7 }], [{ base: OWN + page * 0x1000, size: 0x1000 }]);

  test('everything it was lent comes back, and its id is free', () => {
    const world = new World();
    const client = new ResourceClient();
    const parcels = [loan(0), loan(1)];
    run(world, PRIMARY, client.allocate(GUEST));
    for (const parcel of parcels) run(world, PRIMARY, client.lend(parcel));
    const [image] = parcels;
    run(
      world,
      PRIMARY,
      client.order(REQUEST.VM_CONFIG_IMAGE, { vmid: GUEST, handle: image?.handle ?? -1, imageSize: 0x1000 }),
    );
    run(world, PRIMARY, client.order(REQUEST.VM_INIT, { vmid: GUEST }));
    run(world, PRIMARY, client.order(REQUEST.VM_START, { vmid: GUEST }));

    const kept = run(world, PRIMARY, endVm(client, GUEST, parcels));

    expect(kept).toEqual([]);
    expect(world.rm.state.vm(GUEST)).toBeUndefined();
    expect(world.rights(PRIMARY, OWN / 0x1000)).toBe('RWX');
  });

  test('what cannot be reclaimed is told, and keeps the id out of use', () => {
    const world = new World();
    const client = new ResourceClient();
    const parcel = loan(0);
    run(world, PRIMARY, client.allocate(GUEST));
    run(world, PRIMARY, client.lend({ ...parcel }));

    const kept = run(world, PRIMARY, endVm(client, GUEST, [{ ...parcel, handle: 99 }]));

    expect(kept.map(({ error }) => String(error))).toEqual(['RmError: MEM_RECLAIM: HANDLE_INVALID']);
    expect(world.rm.state.vm(GUEST)).toBeDefined();
  });
});
