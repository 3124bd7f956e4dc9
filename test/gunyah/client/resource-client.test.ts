/** What a driver asks of the resource manager, byte for byte, and what it makes of answers that nobody else would give. */

import { describe, expect, test } from 'vitest';
import { type OwnParcel, portions } from '../../../src/core/gunyah/client/parcel.ts';
import type { VmProgram } from '../../../src/core/gunyah/client/port.ts';
import { parcelOf, ResourceClient } from '../../../src/core/gunyah/client/resource-client.ts';
import { ACCEPT_FLAG, ATTRIBUTE, CREATE_FLAG, TRANSFER } from '../../../src/core/gunyah/wire/values.ts';
import { faked, word } from '../programs.ts';
import { OTHER, OWN, PEER } from '../world.ts';

const TO_PEER = [{ vmid: PEER, rights: 6 }];
const PAGE = [{ base: OWN, size: 0x1000 }];
const MEMORY = '01 00 00 00 00 00 04 00 00 00 00 00 00 10 00 00 00 00 00 00';
const BUSY = word(5);
const OK = word(0);
const out = (handle: number): OwnParcel => ({ ...parcelOf(TO_PEER, PAGE), handle });

/** The requests of a program that are answered so. */
function requests(
  act: (client: ResourceClient) => ReturnType<ResourceClient['order']>,
  ...answers: Uint8Array[]
) {
  const sent: string[] = [];
  faked(act(new ResourceClient()), answers, sent);
  return sent;
}

describe('requests', () => {
  test.each<[string, (client: ResourceClient) => ReturnType<ResourceClient['order']>, Uint8Array]>([
    [
      `MEM_LEND 00 00 00 00 00 00 00 00 01 00 00 00 2d 00 06 00 ${MEMORY} 00 00 00 00`,
      (client) => client.lend(parcelOf(TO_PEER, PAGE)),
      word(0, 7),
    ],
    [
      `MEM_DONATE 01 00 01 00 09 00 00 00 01 00 00 00 2d 00 06 00 ${MEMORY} 00 00 00 00`,
      (client) => client.donate(parcelOf(TO_PEER, PAGE, { label: 9, type: 1 }), CREATE_FLAG.SANITIZE),
      word(0, 7),
    ],
    [
      `MEM_SHARE 00 00 00 00 00 00 00 00 02 00 00 00 2d 00 06 00 81 00 04 00 ${MEMORY} 01 00 00 00 03 00 81 00`,
      (client) =>
        client.share(
          parcelOf(
            [
              { vmid: PEER, rights: 6, attribute: ATTRIBUTE.DEFAULT },
              { vmid: OTHER, rights: 4, attribute: ATTRIBUTE.CACHED },
            ],
            PAGE,
          ),
        ),
      word(0, 7),
    ],
    ['MEM_RECLAIM 07 00 00 00 00 00 00 00', (client) => client.reclaim(out(7)), OK],
    ['MEM_RECLAIM 07 00 00 00 01 00 00 00', (client) => client.reclaim(out(7), { sanitize: true }), OK],
    ['MEM_RELEASE 07 00 00 00 00 00 00 00', (client) => client.release(7), OK],
    ['MEM_RELEASE 07 00 00 00 01 00 00 00', (client) => client.release(7, { sanitize: true }), OK],
    [
      'MEM_NOTIFY 07 00 00 00 08 00 00 00 05 00 00 00 02 00 00 00 2d 00 00 00 81 00 00 00',
      (client) => client.tell(7, 'RECALL', 5, [PEER, OTHER]),
      OK,
    ],
    [
      'MEM_NOTIFY 07 00 00 00 04 00 00 00 05 00 00 00 00 00 00 00',
      (client) => client.tellOwner(7, 'ACCEPTED', 5),
      OK,
    ],
  ])('%s', (text, act, answer) => {
    expect(requests(act, answer)).toEqual([text]);
  });

  test('to allocate a VM: any, or one', () => {
    const sent: string[] = [];
    const ids = [faked(new ResourceClient().allocate(), [word(0, 0x80)], sent)];
    ids.push(faked(new ResourceClient().allocate(0x81), [word(0, 0x81)], sent));

    expect([ids, sent]).toEqual([
      [0x80, 0x81],
      ['VM_ALLOCATE 00 00 00 00', 'VM_ALLOCATE 81 00 00 00'],
    ]);
  });

  test.each<[string, (client: ResourceClient) => VmProgram<unknown>]>([
    ['a VM', (client) => client.allocate()],
    ['a handle', (client) => client.lend(parcelOf(TO_PEER, PAGE))],
    ['places', (client) => client.accept(7, { transfer: TRANSFER.LEND })],
  ])('that are granted without %s: the answer is none', (_, act) => {
    expect(() => faked(act(new ResourceClient()), [OK, OK])).toThrow(
      'the answer has 0 bytes of data, expected 4',
    );
  });

  test('for half a parcel end it as it is', () => {
    const spans = Array.from({ length: 513 }, (_, index) => ({ base: OWN + index * 0x1000, size: 0x1000 }));
    const sent: string[] = [];

    expect(() =>
      faked(new ResourceClient().lend(parcelOf(TO_PEER, spans)), [word(0, 7), BUSY, OK], sent),
    ).toThrow('BUSY');

    expect(sent[2]).toBe('MEM_RECLAIM 07 00 00 00 00 00 00 00');
  });

  test('for more regions than a message has say so, and are appended', () => {
    const spans = Array.from({ length: 513 }, (_, index) => ({ base: OWN + index * 0x1000, size: 0x1000 }));
    const parcel = parcelOf(TO_PEER, spans);

    const [first, second] = requests((client) => client.lend(parcel, CREATE_FLAG.SANITIZE), word(0, 7), OK);

    expect(first?.slice(0, 35)).toBe('MEM_LEND 00 00 03 00 00 00 00 00 01');
    expect(second).toBe(
      'MEM_APPEND 07 00 00 00 01 00 00 00 01 00 00 00 00 00 24 00 00 00 00 00 00 10 00 00 00 00 00 00',
    );
    expect(parcel.handle).toBe(7);
  });
});

describe('before anything is sent', () => {
  const client = () => new ResourceClient();

  test.each<[string, () => void, string]>([
    [
      'a region of nothing',
      () => faked(client().lend(parcelOf(TO_PEER, [{ base: OWN, size: 0 }])), []),
      'region 0 is not',
    ],
    [
      'a second region that begins within a page',
      () => faked(client().lend(parcelOf(TO_PEER, [...PAGE, { base: OWN + 0x1010, size: 0x1000 }])), []),
      'region 1 is not made of whole pages',
    ],
    [
      'the reclaim of what is not out',
      () => faked(client().reclaim(parcelOf(TO_PEER, PAGE)), []),
      'the parcel has no handle',
    ],
    [
      'places that overlap, the later first',
      () => {
        const places = [
          { base: 0x3000, size: 0x1000 },
          { base: 0x1000, size: 0x2001 },
        ];
        faked(client().accept(1, { transfer: TRANSFER.LEND, places }), []);
      },
      'places at 0x1000 and 0x3000 overlap',
    ],
  ])('%s is refused', (_, act, why) => {
    expect(act).toThrow(why);
  });

  test('255 VMs are not too many', () => {
    const grants = Array.from({ length: 255 }, (_, vmid) => ({ vmid, rights: 4 }));
    expect(requests((each) => each.lend(parcelOf(grants, PAGE)), word(0, 7))).toHaveLength(1);
  });

  test('a hook that throws ends the sending', () => {
    const hooks = {
      before: () => {
        throw new Error('not now');
      },
    };
    expect(() => faked(new ResourceClient(hooks).lend(parcelOf(TO_PEER, PAGE)), [])).toThrow('not now');
  });
});

describe('labels', () => {
  const both = [...TO_PEER, { vmid: OTHER, rights: 4 }];
  const labelled = (grants = TO_PEER, label = 4) => parcelOf(grants, PAGE, { label });

  test('are taken for each receiver of a parcel, and free again when it is back', () => {
    const client = new ResourceClient();
    const first = labelled(both);
    faked(client.lend(first), [word(0, 7)]);

    expect(() => faked(client.lend(labelled([{ vmid: OTHER, rights: 4 }])), [])).toThrow(
      'VM 129 has a parcel with label 4',
    );
    faked(client.lend(labelled(TO_PEER, 5)), [word(0, 8)]);
    faked(client.reclaim(first), [OK]);
    faked(client.lend(labelled(both)), [word(0, 9)]);
  });

  test('are not taken by a parcel that was refused, nor is there a label 0', () => {
    const client = new ResourceClient();
    expect(() => faked(client.lend(labelled()), [BUSY])).toThrow('BUSY');
    faked(client.lend(labelled()), [word(0, 7)]);

    faked(client.lend(labelled(TO_PEER, 0)), [word(0, 8)]);
    faked(client.lend(labelled(TO_PEER, 0)), [word(0, 9)]);
    expect(client.save().labels).toEqual([`${PEER} 4`]);
  });

  test('are in a copy of the driver', () => {
    const client = new ResourceClient();
    faked(client.lend(labelled()), [word(0, 7)]);
    const saved = client.save();
    const other = new ResourceClient();
    faked(other.lend(labelled(TO_PEER, 5)), [word(0, 8)]);

    other.restore(saved);

    expect(saved.labels).toEqual([`${PEER} 4`]);
    expect(() => faked(other.lend(labelled()), [])).toThrow('label 4');
    faked(other.lend(labelled(TO_PEER, 5)), [word(0, 9)]);
  });
});

test('the hook after a reclaim hears of the parcel, when it is back', () => {
  const heard: (number | undefined)[] = [];
  const client = new ResourceClient({ after: ({ handle }) => heard.push(handle) });
  expect(() => faked(client.reclaim(out(7)), [BUSY])).toThrow('BUSY');
  expect(heard).toEqual([]);

  faked(client.reclaim(out(7)), [OK]);

  expect(heard).toEqual([undefined]);
});

describe('accepting', () => {
  /** An answer with the places of pages, of which there may be more to come. */
  const places = (incomplete: number, ...pages: readonly number[]) =>
    Uint8Array.of(
      ...word(0),
      pages.length,
      0,
      incomplete,
      0,
      ...pages.flatMap((page) => [...word(page * 0x1000, 0, 0x1000, 0)]),
    );
  const span = (page: number) => ({ base: page * 0x1000, size: 0x1000 });

  function accepted(
    options: Parameters<ResourceClient['accept']>[1],
    ...answers: (Uint8Array | undefined)[]
  ) {
    const sent: string[] = [];
    try {
      return { spans: faked(new ResourceClient().accept(7, options), answers, sent), sent };
    } catch (error) {
      return { why: String(error), sent };
    }
  }
  const NOTHING = '00 00 00 00 00 00 00 00 00 00 00 00';
  const RELEASE = 'MEM_RELEASE 07 00 00 00 00 00 00 00';

  test('anywhere asks until no place remains, then maps all of them, in their order', () => {
    const result = accepted(
      { transfer: TRANSFER.LEND, label: 9, flags: ACCEPT_FLAG.VALIDATE_LABEL },
      ...[places(1, 3, 1), places(0, 2), places(0)],
    );

    const asked = `MEM_ACCEPT 07 00 00 00 00 01 04 00 09 00 00 00 ${NOTHING}`;
    expect(result).toEqual({
      spans: [3, 1, 2].map(span),
      sent: [asked, asked, `MEM_ACCEPT 07 00 00 00 00 01 84 00 09 00 00 00 ${NOTHING}`],
    });
  });

  test.each<[string, Uint8Array, string]>([
    ['tells of no place, and that more remain', places(1), 'more places remain, and none was given'],
    [
      'counts more places than it has',
      places(0, 1).slice(0, 20),
      'the answer counts 1 places and has 12 bytes of them',
    ],
    [
      'has more than it counts',
      Uint8Array.of(...places(0, 1), 0),
      'the answer counts 1 places and has 17 bytes of them',
    ],
  ])('an answer that %s: what was accepted is released', (_, answer, why) => {
    const { sent, ...result } = accepted({ transfer: TRANSFER.LEND }, answer, OK);

    expect(result).toEqual({ why: `RmProtocolError: MEM_ACCEPT: ${why}` });
    expect(sent.slice(1)).toEqual([RELEASE]);
  });

  test('that fails is told, also when there was nothing to release', () => {
    const { why, sent } = accepted({ transfer: TRANSFER.LEND }, BUSY, word(0xc));
    expect([why, sent.slice(1)]).toEqual(['RmError: MEM_ACCEPT: BUSY', [RELEASE]]);
  });

  test('at neighbouring places of a device, the later first', () => {
    const result = accepted({ type: 1, transfer: TRANSFER.SHARE, places: [span(2), span(1)] }, OK);

    const regions = `02 00 00 00 ${[2, 1].map((page) => `00 ${page}0 00 00 00 00 00 00 00 10 00 00 00 00 00 00`).join(' ')}`;
    expect(result).toEqual({
      spans: [span(2), span(1)],
      sent: [`MEM_ACCEPT 07 00 00 00 01 02 80 00 00 00 00 00 00 00 00 00 ${regions} 00 00 00 00`],
    });
  });

  test('at 513 places takes two messages, of which the last maps', () => {
    const many = Array.from({ length: 513 }, (_, page) => span(page));
    const { spans, sent } = accepted({ transfer: TRANSFER.LEND, places: many }, OK, OK);

    expect(spans).toEqual(many);
    expect(sent.map((each) => each.slice(0, 31))).toEqual([
      'MEM_ACCEPT 07 00 00 00 00 01 00',
      'MEM_ACCEPT 07 00 00 00 00 01 80',
    ]);
  });
});

test.each([
  [0, []],
  [512, [512]],
  [513, [512, 1]],
  [1024, [512, 512]],
])('%i regions are spread over messages: %j', (count, sizes) => {
  const spans = Array.from({ length: count }, (_, page) => ({ base: page * 0x1000, size: 0x1000 }));
  expect(portions(spans).map(({ length }) => length)).toEqual(sizes);
  expect(portions(spans).flat()).toEqual(spans);
});

test('memory is read and written by the VM itself', () => {
  const client = new ResourceClient();
  const reading = client.read(OWN, 4);
  const writing = client.write(OWN, Uint8Array.of(1));

  expect([reading.next().value, writing.next().value]).toEqual([
    { do: 'read', address: OWN, length: 4 },
    { do: 'write', address: OWN, bytes: Uint8Array.of(1) },
  ]);
  expect(reading.next({ bytes: Uint8Array.of(1, 2, 3, 4) }).value).toEqual(Uint8Array.of(1, 2, 3, 4));
  expect(writing.next('written').done).toBe(true);
});
