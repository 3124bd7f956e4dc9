/** A machine file: the machine, and what happens on it. */

import { z } from 'zod';
import { DRIVER_MODELS } from '../../core/driver/models/registry.ts';
import { PROGRAM_NAMES } from '../../core/programs/registry.ts';
import { MEDIATORS } from '../../core/rules/profiles/mediators.ts';
import { PROFILES } from '../../core/rules/profiles/registry.ts';
import { bootSchema } from './boot-schema.ts';
import { keyed } from './keyed.ts';
import { limitsSchema } from './limits-schema.ts';
import { pageAddress, pagesOfSize, whole, word } from './numbers.ts';
import { bufferKeys } from './step-fields.ts';
import { stepSchema } from './step-schema.ts';
import { name, partition, properties, rights, uuid, version } from './words.ts';

const size = pagesOfSize.meta({ description: 'Bytes in whole pages: 4096, 64K, 16M, 1G.' });

const regionSchema = keyed({
  base: pageAddress.meta({ description: 'Its first physical address.' }),
  size,
  secure: z.boolean().default(false).meta({ description: 'Out of reach for the normal world.' }),
  device: z.boolean().default(false).meta({ description: 'Registers of a device.' }),
});

const ownedSchema = keyed({
  base: pageAddress.meta({ description: 'Where it lies in physical memory.' }),
  at: pageAddress.optional().meta({ description: 'Where the partition sees it. The same when left out.' }),
  size,
  rights: rights.optional().meta({ description: 'Its rights: RW, R-X and so on. RWX when left out.' }),
});

const borrowing = keyed({
  at: pageAddress.meta({ description: 'Where the range starts, in addresses of the partition.' }),
  size,
});

const ABORT_ACTIONS = ['stop', 'destroy', 'restart', 'propagate'] as const;
const LEVELS = ['NS-EL1', 'NS-EL2', 'S-EL1', 'S-EL0'] as const;

const partitionSchema = keyed({
  manifest: z.string().optional().meta({
    description: 'A partition manifest (device-tree source), relative to this file. Other keys go before it.',
  }),
  id: whole(0, 0xffff, 'an FF-A id of 16 bits')
    .optional()
    .meta({ description: 'FF-A id. 0x8000 and above are secure; 0 is the hypervisor or the only OS.' }),
  level: z.enum(LEVELS).optional().meta({
    description: 'Where it runs. When left out: S-EL1 for secure ids, NS-EL2 for id 0, NS-EL1 for others.',
  }),
  version: version.optional().meta({ description: 'The FF-A version it speaks. 1.2 when left out.' }),
  properties: properties.optional().meta({
    description: 'What it says about itself. Receives and sends direct requests when left out.',
  }),
  uuids: z.array(uuid).min(1, { error: 'one UUID or more' }).optional().meta({
    description: 'UUIDs of its services.',
  }),
  image: uuid.optional().meta({ description: 'UUID of the image that it runs.' }),
  onAbort: z.enum(ABORT_ACTIONS).optional().meta({
    description:
      'What becomes of it when it aborts: it stays as it is, is destroyed, begins anew, or takes the machine with it. When left out, that is the end of it.',
  }),
  contexts: whole(1, 256, 'a number of execution contexts, 1 to 256')
    .optional()
    .meta({ description: 'Execution contexts. 1 when left out.' }),
  memory: z.array(ownedSchema).optional().meta({ description: 'What it owns in the beginning.' }),
  borrowing: borrowing
    .optional()
    .meta({ description: 'Where borrowed memory appears, for a partition that has memory with `at`.' }),
  buffers: keyed(bufferKeys).optional().meta({ description: 'The RX/TX buffers that `start` maps.' }),
  driver: z
    .enum(DRIVER_MODELS.map(({ name }) => name))
    .optional()
    .meta({ description: 'Whose driver makes its calls. They are made one by one when left out.' }),
  tee: z.enum(['ffa', 'off']).optional().meta({
    description: 'Whether a guest of a mediator has FF-A at all: ffa, also when left out, or off.',
  }),
  boot: bootSchema.optional().meta({ description: 'When it starts, and what it is given then.' }),
  program: z.enum(PROGRAM_NAMES).optional().meta({
    description:
      'What it runs from the start: echo answers requests with what they say, loan takes loans, optee is what drivers take for OP-TEE. It needs buffers.',
  }),
});

const vmSchema = keyed({
  vmid: whole(1, 0xfffe, 'a VM id of 16 bits, neither 0 nor 0xffff').meta({
    description:
      'Its VM id. 3 is the primary VM, at whose word others come and go; 255 is the resource manager.',
  }),
  running: z
    .boolean()
    .default(true)
    .meta({ description: 'Runs from the beginning. Others are allocated, loaded and started.' }),
  labels: z
    .array(word)
    .default([])
    .meta({ description: 'Labels of parcels that are accepted for it when it starts.' }),
  memory: z.array(ownedSchema).default([]).meta({
    description: 'What it owns in the beginning; left out for a partition, which has it from there.',
  }),
  borrowing: borrowing
    .optional()
    .meta({ description: 'Where accepted memory appears, if not where it lies.' }),
});

export const fileSchema = keyed({
  about: z.string().optional().meta({ description: 'What the scenario shows. It is printed first.' }),
  profile: z
    .enum(PROFILES.map(({ name }) => name))
    .optional()
    .meta({ description: 'Whose manager it behaves as. spec, the consensus, when left out.' }),
  limits: limitsSchema.optional().meta({ description: 'Limits of the manager that differ from the usual.' }),
  mediator: keyed({
    profile: z
      .enum(MEDIATORS.map(({ name }) => name))
      .optional()
      .meta({ description: 'Whose mediator it behaves as. spec, the consensus, when left out.' }),
    limits: limitsSchema
      .optional()
      .meta({ description: 'Limits of the mediator that differ from the usual.' }),
  })
    .optional()
    .meta({
      description:
        'Partition 0, which needs buffers, mediates: all others of the normal world are its guests. When left out, they call the manager themselves.',
    }),
  spmc: z.string().optional().meta({
    description:
      'The manifest of the manager (device-tree source), relative to this file: memory for partitions, and who is loaded where.',
  }),
  memory: z
    .record(name, regionSchema, { error: 'a map of memory regions by name' })
    .optional()
    .meta({ description: 'Physical memory: regions by name. Needed where there is no spmc.' }),
  partitions: z
    .record(name, partitionSchema, { error: 'a map of partitions by name' })
    .meta({ description: 'The partitions by name.' }),
  vms: z.record(name, vmSchema, { error: 'a map of VMs by name' }).default({}).meta({
    description:
      'VMs of Gunyah by name, who ask its resource manager. One with the name of a partition is that partition.',
  }),
  initialising: z.array(partition).optional().meta({
    description:
      'Secure partitions in the middle of their first run. All others wait for a message at the start.',
  }),
  steps: z
    .array(stepSchema, { error: 'a list of steps' })
    .default([])
    .meta({ description: 'What happens, in this order.' }),
});

export type MachineFile = z.output<typeof fileSchema>;
export type PartitionInput = MachineFile['partitions'][string];

/** The JSON Schema of machine files. */
export function machineJsonSchema(): object {
  return {
    title: 'Tantalum machine and scenario',
    description: 'A machine of partitions that share memory, and what happens on it.',
    ...z.toJSONSchema(fileSchema, { io: 'input' }),
  };
}
