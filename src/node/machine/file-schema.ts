/** A machine file: the machine, and what happens on it. */

import { z } from 'zod';
import { DEFAULT_LIMITS, type Limits } from '../../core/rules/limits.ts';
import { address, number_, pagesOfSize, properties, rights, uuid, version } from './scalars.ts';
import { stepSchema } from './step-schema.ts';

const regionSchema = z.strictObject({
  base: address,
  size: pagesOfSize,
  secure: z.boolean().default(false),
  device: z.boolean().default(false),
});

const ownedSchema = z.strictObject({
  base: address.meta({ description: 'Where it lies in physical memory.' }),
  at: address.optional().meta({ description: 'Where the partition sees it. The same when left out.' }),
  size: pagesOfSize,
  rights: rights.optional().meta({ description: 'RWX when left out.' }),
});

export const LEVELS = ['NS-EL1', 'NS-EL2', 'S-EL1', 'S-EL0'] as const;

const partitionSchema = z.strictObject({
  manifest: z.string().optional().meta({ description: 'A device-tree source beside this file.' }),
  id: number_.max(0xffff).optional().meta({ description: 'FF-A id; bit 15 for secure partitions.' }),
  level: z.enum(LEVELS).optional(),
  version: version.optional(),
  properties: properties.optional(),
  uuids: z.array(uuid).min(1).optional(),
  contexts: number_.min(1).max(256).optional(),
  memory: z.array(ownedSchema).optional(),
  borrowing: z.strictObject({ at: address, size: pagesOfSize }).optional().meta({
    description: 'Where borrowed memory appears, for a partition whose addresses are not physical ones.',
  }),
  buffers: z.strictObject({ tx: address, rx: address, pages: number_.min(1).default(1) }).optional(),
});

const limitNames = Object.keys(DEFAULT_LIMITS) as [keyof Limits, ...(keyof Limits)[]];

export const fileSchema = z.strictObject({
  about: z.string().optional().meta({ description: 'What the scenario shows.' }),
  limits: z.partialRecord(z.enum(limitNames), number_).optional(),
  memory: z.record(z.string(), regionSchema).meta({ description: 'Physical memory, by name.' }),
  partitions: z.record(z.string(), partitionSchema).meta({ description: 'The partitions, by name.' }),
  steps: z.array(stepSchema).default([]),
});

export type MachineFile = z.output<typeof fileSchema>;
export type PartitionInput = MachineFile['partitions'][string];

/** The JSON Schema of machine files. */
export function machineJsonSchema(): object {
  return {
    title: 'Tantalum machine and scenario',
    ...z.toJSONSchema(fileSchema, { io: 'input' }),
  };
}
