import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeStructure } from '../../../src/core/abi/structure.ts';
import { REGION } from '../../../src/core/gunyah/wire/layouts.ts';
import { PACKET_HEADER, packetsOf } from '../../../src/core/gunyah/wire/packet.ts';
import { readWide, writeWide } from '../../../src/core/gunyah/wire/wide.ts';

test('numbers of 64 bits are written as the field tables have it, and read back', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (base, size) => {
      const [byTable, byHand] = [new Uint8Array(16), new Uint8Array(16)];
      writeStructure(byTable, 0, REGION, { base, size });
      writeWide(byHand, 0, base);
      writeWide(byHand, 8, size);

      expect(byHand).toEqual(byTable);
      expect([readWide(byTable, 0), readWide(byTable, 8)]).toEqual([base, size]);
    }),
  );
});

test('headers of packets are written as their table has it', () => {
  fc.assert(
    fc.property(fc.nat(3), fc.nat(0xffff), fc.nat(0xffff_ffff), (type, sequence, id) => {
      const [packet] = packetsOf({ type, sequence, id, payload: new Uint8Array() });
      const header = new Uint8Array(PACKET_HEADER.size);
      writeStructure(header, 0, PACKET_HEADER, { version: 0x21, fragments: type, sequence, id });

      expect(packet).toEqual(header);
    }),
  );
});
