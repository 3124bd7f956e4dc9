/** The steps of VMs: what they ask of Gunyah's resource manager. */

import { z } from 'zod';
import { MESSAGES } from '../../core/gunyah/wire/messages.ts';
import { does } from './does.ts';
import { bytes, whole, word } from './numbers.ts';
import { runs } from './runs.ts';
import { didYouMean } from './suggest.ts';
import { isNumeral, name, nameSaying, rights } from './words.ts';

const VM = 'the name of a VM, or a VM id of 16 bits';
const vmid = whole(0, 0xffff, VM);
const vm = z.union([vmid, nameSaying(VM).meta({ names: 'endpoint' })], { error: VM });
const PARCEL = 'the name that `as` gave a parcel, or a handle as a number';
const parcel = z
  .union([word, nameSaying(PARCEL)], { error: PARCEL })
  .meta({ description: 'The parcel: the name that `as` gave it, or its handle.' });
const more = (what: string) => z.boolean().optional().meta({ description: what });
const sanitize = z
  .boolean()
  .optional()
  .meta({ description: 'Clears the memory before its owner has it back.' });
const memory = runs.meta({ description: 'Runs of pages, in addresses of the VM: a region each.' });
const label = word.optional();

const accessKey = z
  .string()
  .refine((text) => (isNumeral(text) ? Number(text) <= 0xffff : name.safeParse(text).success), { error: VM });

const parcelKeys = {
  to: z
    .record(accessKey, rights, { error: 'VMs with their rights: { guest: RW }' })
    .meta({ description: 'The access list: VMs with their rights.' }),
  memory,
  label: label.meta({ description: 'What it is for: a number that receivers know.' }),
  device: z.boolean().optional().meta({ description: 'The memory is a device.' }),
  sanitize: z.boolean().optional().meta({ description: 'Clears the memory at once.' }),
  more: more('More is to be appended. Until then nobody can accept it.'),
  as: name.optional().meta({ description: 'A name for the parcel, for later steps.' }),
};

const returnKeys = { parcel, sanitize };

const NOTIFY = ['shared', 'released', 'accepted', 'recall'] as const;
const VM_STEPS = ['allocate', 'image', 'firmware', 'init', 'start', 'stop', 'reset', 'deallocate'] as const;

const messageNames = MESSAGES.map((shape) => shape.name);
const message = z.union([z.enum(messageNames), word], {
  error: ({ input }) => `the name of a message, or a message id${didYouMean(input, messageNames)}`,
});

/** Every verb of VMs, in the order in which the documentation tells them. */
export const RM_VERB_SCHEMAS = [
  does(
    'rm-share',
    'Makes a parcel of memory that the VM goes on using. It stands in the access list itself.',
    parcelKeys,
  ),
  does('rm-lend', 'Makes a parcel of memory that the VM has no access to until it reclaims it.', parcelKeys),
  does('rm-donate', 'Makes a parcel of memory that belongs to the one receiver when it accepts.', parcelKeys),
  does('rm-append', 'Adds memory to a parcel that was made with `more`.', {
    parcel,
    memory,
    more: more('Still more is to be appended.'),
  }),
  does('rm-accept', 'Accepts a parcel: its memory is mapped.', {
    parcel,
    places: runs.optional().meta({
      description: 'Where the regions are to be, one for each. The resource manager chooses when left out.',
    }),
    gives: runs.optional().meta({ description: 'The places that the resource manager has to choose.' }),
    contiguous: z.boolean().optional().meta({ description: 'All regions in one piece.' }),
    sanitize,
    label: label.meta({ description: 'The label that the parcel has to have.' }),
    more: more('More places are to come: nothing is mapped yet.'),
  }),
  does('rm-release', 'Gives an accepted parcel back.', returnKeys),
  does('rm-reclaim', 'Takes back memory that nobody has accepted.', returnKeys),
  does('rm-notify', 'Has others told of a parcel.', {
    parcel,
    what: z.enum(NOTIFY).meta({ description: 'What they are told: shared, released, accepted or recall.' }),
    tag: word.optional().meta({ description: 'A number that goes with the parcel. 0 when left out.' }),
    to: z
      .array(vm)
      .optional()
      .meta({ description: 'Receivers. Those who accepted or released tell the owner.' }),
  }),
  does('rm-hear', 'Takes what the VM was told since the last time.', {
    told: z
      .array(z.enum(messageNames))
      .optional()
      .meta({ description: 'The notifications that there have to be, in their order.' }),
  }),
  does('rm-vm', 'Goes on with the life of another VM, which the primary VM decides on.', {
    vm: vm.meta({ description: 'The VM.' }),
    what: z.enum(VM_STEPS).meta({
      description: 'What happens: allocate, image, firmware, init, start, stop, reset, deallocate.',
    }),
    parcel: parcel.optional().meta({ description: 'The parcel that its image or firmware is.' }),
  }),
  does('rm-request', 'Sends any request, as bytes.', {
    message: message.meta({ description: 'The name of a message, MEM_LEND, or its id as a number.' }),
    payload: bytes.meta({ description: 'What it carries.' }),
    reply: bytes.optional().meta({ description: 'What the answer has to carry behind its error.' }),
    starved: z.number().int().min(0).max(1000).optional().meta({
      description:
        'Of the records that the resource manager asks for, the one after so many is not to be had.',
    }),
  }),
  does('rm-packet', 'Sends one packet, whatever it is part of.', {
    bytes: bytes.meta({ description: 'All of it, header and payload.' }),
    dropped: z.boolean().optional().meta({
      description: 'true: the resource manager has to drop it; false: it has to take it.',
    }),
  }),
] as const;
