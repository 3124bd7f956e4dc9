/** What a machine file says about how a partition starts. */

import { z } from 'zod';
import { BOOT_FDT, BOOT_HOB_LIST, BOOT_OWN_TYPE } from '../../core/abi/bits.ts';
import { keyed } from './keyed.ts';
import { bytes, pageAddress, whole, wide } from './numbers.ts';
import { uuid } from './words.ts';

const TYPES: Readonly<Record<string, number>> = { 'device-tree': BOOT_FDT, 'hob-list': BOOT_HOB_LIST };
const TYPE = `${Object.keys(TYPES).join(', ')}, or a number of 8 bits`;
const type = z
  .union([whole(0, 0xff, TYPE), z.enum(Object.keys(TYPES), { error: TYPE })], { error: TYPE })
  .transform((value) => (typeof value === 'number' ? value : (TYPES[value] ?? 0)));

const NAME = 'a name of 16 characters at most, of printable ASCII';
const ONE_NAME = 'name or uuid, or neither';
const ONE_THING = 'one of bytes, file and value';

const itemSchema = keyed({
  type: type.default(BOOT_OWN_TYPE).meta({
    description: 'What it is: device-tree, hob-list, or a number. 0x80, no standard type, when left out.',
  }),
  name: z
    .string({ error: NAME })
    .regex(/^[ -~]{0,16}$/, { error: NAME })
    .optional()
    .meta({ description: 'Its name.' }),
  uuid: uuid.optional().meta({ description: 'A UUID for a name.' }),
  bytes: bytes.optional().meta({ description: 'The thing itself.' }),
  file: z.string().optional().meta({ description: 'A file that holds it, relative to this one.' }),
  value: wide.optional().meta({ description: 'A number of 64 bits, which needs no place of its own.' }),
})
  .refine((item) => item.name === undefined || item.uuid === undefined, { error: ONE_NAME })
  .refine(
    ({ bytes: given, file, value }) => [given, file, value].filter((each) => each !== undefined).length === 1,
    {
      error: ONE_THING,
    },
  );

export const bootSchema = keyed({
  order: whole(0, 0xffff, 'a place in the boot order, 0 to 0xffff')
    .optional()
    .meta({ description: 'Secure partitions start in this order, lowest first. 0xffff when left out.' }),
  register: whole(0, 3, 'the number of a register, 0 to 3').optional().meta({
    description: 'The register that has the address of the boot information: 1 for x1. 0 when left out.',
  }),
  at: pageAddress.optional().meta({
    description:
      'Where the boot information lies, in addresses of the partition. Where it is loaded when left out, or where its memory begins.',
  }),
  info: z
    .array(itemSchema, { error: 'a list of things: [{ name: seed, value: 7 }]' })
    .optional()
    .meta({ description: 'What the partition is given.' }),
});

export type BootInput = z.output<typeof bootSchema>;
export type BootItemInput = z.output<typeof itemSchema>;
