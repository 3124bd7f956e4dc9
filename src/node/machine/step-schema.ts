/** The steps of a scenario, as a machine file writes them. */

import { z } from 'zod';
import { FUNCTIONS } from '../../core/abi/functions.ts';
import { does, happens } from './does.ts';
import { keyed } from './keyed.ts';
import { address, bytes, count, whole, wide, word } from './numbers.ts';
import { RM_VERB_SCHEMAS } from './rm-step-schema.ts';
import { runs } from './runs.ts';
import * as fields from './step-fields.ts';
import { didYouMean, oneOf } from './suggest.ts';
import { name, partition, registers, rights, uuid, version } from './words.ts';

const buffers = z
  .union([z.literal('none'), keyed(fields.bufferKeys)], { error: 'none, or { tx, rx, pages }' })
  .optional()
  .meta({ description: 'Its RX/TX buffers. Those of the machine when left out, no buffers with `none`.' });

const sendKeys = {
  to: fields.someReceivers.meta({ description: 'The receivers, with the permissions they get.' }),
  memory: runs.meta({ description: 'Runs of pages, in addresses of the sender.' }),
  as: name.optional().meta({ description: 'A name for the transaction, for later steps.' }),
  flags: fields.transactionFlags,
  tag: fields.tag,
  attributes: fields.memoryAttributes,
  wide: fields.wideCalls,
  fragments: z.array(word).optional().meta({
    description: 'Bytes of each fragment but the last. As long as TX allows when left out.',
  }),
  stopAfter: fields.stopAfter
    .optional()
    .meta({ description: 'Sends this many fragments only. `continue` sends the others.' }),
  ...fields.spoiling,
};

const data = z
  .array(word)
  .max(5, { error: 'five numbers at most' })
  .optional()
  .meta({ description: 'Up to five numbers of 32 bits, for w3 to w7. Zeros when left out.' });

const bits = wide.meta({
  description: 'Notifications as a bitmap of 64 bits: 1, 0x30, "0x8000000000000000".',
});
const bindKeys = {
  to: fields.other.meta({ description: 'The sender.' }),
  bits,
  registers: fields.firstRegisters,
};

const functionNames = FUNCTIONS.map((row) => row.name);
const function_ = z
  .union([z.enum(functionNames), word], { error: ({ input }) => functionHelp(input) })
  .meta({ description: 'The name of a function, without its width, or an id as a number.' });

function functionHelp(found: unknown): string {
  // Before FF-A was FF-A, its functions were SPCI's.
  const bare = typeof found === 'string' ? found.replace(/_(32|64)$/, '').replace(/^SPCI_/, 'FFA_') : found;
  return `the name of an FF-A function, or a function id${didYouMean(bare, functionNames)}`;
}

const page = address.meta({ description: 'A physical address in the page.' });
const ownerships = ['Owner-EA', 'Owner-SA', 'Owner-NA', '!Owner-EA', '!Owner-SA', '!Owner-NA'] as const;

/** Every verb, in the order in which the documentation tells them. */
export const VERB_SCHEMAS = [
  does('start', 'Does what a driver does first: negotiates the version, asks for the id, maps buffers.', {
    version: version.optional().meta({ description: 'The version it asks for. Its own when left out.' }),
    buffers,
  }),
  does('partitions', 'Asks which partitions there are.', {
    uuid: uuid.optional().meta({ description: 'Only those with this UUID.' }),
    names: z.array(partition).optional().meta({ description: 'Who has to be listed, in this order.' }),
  }),
  does('reached', 'Asks what memory of the normal world the secure world can reach. FF-A 1.3.', {
    of: fields.other.optional().meta({ description: 'One partition only.' }),
    finds: z
      .record(partition, runs, { error: 'runs of pages by partition: { vault: [0x40100000+2] }' })
      .optional()
      .meta({ description: 'What partitions have to reach: runs of pages, by their physical addresses.' }),
  }),
  does('share', 'Shares memory: owner and receivers have access.', sendKeys),
  does('lend', 'Lends memory: the receivers have access, the owner has none until it reclaims.', sendKeys),
  does('donate', 'Donates memory: the receiver becomes the owner when it retrieves it.', sendKeys),
  does('continue', 'Sends fragments that `stopAfter` held back.', {
    handle: fields.handle,
    stopAfter: fields.stopAfter.optional().meta({ description: 'Sends this many fragments only.' }),
    registers: fields.firstRegisters,
  }),
  does('retrieve', 'Retrieves memory. What is left out is taken from the send that named the transaction.', {
    handle: fields.handle,
    gives: runs.optional().meta({
      description: 'The runs of pages that the response has to describe, in addresses of the receiver.',
    }),
    firstOnly: z.boolean().optional().meta({
      description:
        'Takes the first fragment of the response only. Calls of FFA_MEM_FRAG_RX fetch the others.',
    }),
    from: partition.optional().meta({ description: 'The sender.' }),
    receivers: fields.receivers.optional().meta({ description: 'All receivers, with permissions.' }),
    tag: fields.tag,
    flags: fields.transactionFlags,
    attributes: fields.memoryAttributes,
    wide: fields.wideCalls,
    ...fields.spoiling,
  }),
  does('relinquish', 'Gives borrowed memory back.', {
    handle: fields.handle,
    flags: fields.transactionFlags,
    ...fields.spoiling,
  }),
  does('reclaim', 'Takes back memory that was shared or lent.', {
    handle: fields.handle,
    flags: fields.transactionFlags,
  }),
  does('request', 'Sends a direct request. The step is judged when the receiver responds.', {
    to: partition.meta({ description: 'The receiver.' }),
    data,
    answer: data.meta({ description: 'What the response has to carry, from w3 on.' }),
    wide: fields.wideCalls,
    service: uuid.optional().meta({
      description: 'The service that is asked, by its UUID: the request is FFA_MSG_SEND_DIRECT_REQ2 then.',
    }),
    registers: fields.firstRegisters,
  }),
  does('respond', 'Responds to the direct request that the partition serves.', {
    data,
    wide: fields.wideCalls,
    registers: fields.firstRegisters,
  }),
  does('wait', 'Gives the processor back and waits for a message.', {}),
  does('yield', 'Gives the processor up for now. `run` brings the partition back.', {}),
  does('run', 'Gives a waiting partition the processor, or one that gave it up or lost it.', {
    to: partition.meta({ description: 'The partition that runs.' }),
    context: word.optional().meta({ description: 'Its execution context. 0 when left out.' }),
  }),
  does('preempt', 'Loses the processor to an interrupt, while it serves somebody.', {}),
  does('message', 'Sends an indirect message through TX to the RX of another.', {
    to: fields.other.meta({ description: 'The receiver.' }),
    bytes: bytes.meta({ description: 'What it says.' }),
    ...fields.spoiling,
  }),
  does('receive', 'Reads the indirect message in RX, and gives RX back.', {
    from: partition.optional().meta({ description: 'Who has to have sent it.' }),
    bytes: bytes.optional().meta({ description: 'What it has to say.' }),
  }),
  does('bitmap', 'Makes notification bitmaps for a VM. Secure partitions have theirs from the start.', {
    of: fields.other.meta({ description: 'The VM.' }),
    vcpus: word.optional().meta({ description: 'Its vCPUs. 1 when left out.' }),
  }),
  does('unbitmap', 'Takes the notification bitmaps of a VM away.', {
    of: fields.other.meta({ description: 'The VM.' }),
  }),
  does('bind', 'Lets one sender send notifications to this partition.', bindKeys),
  does('unbind', 'Stops listening to notifications.', bindKeys),
  does('notify', 'Sends notifications.', {
    to: fields.other.meta({ description: 'The receiver.' }),
    bits,
    flags: word.optional().meta({ description: 'Flags of FFA_NOTIFICATION_SET. 2 delays the interrupt.' }),
    registers: fields.firstRegisters,
  }),
  does('notifications', 'Takes all pending notifications, and compares them with what is given.', {
    secure: bits.optional().meta({ description: 'What has to be pending from secure partitions.' }),
    normal: bits.optional().meta({ description: 'What has to be pending from VMs.' }),
    framework: bits.optional().meta({
      description: 'What has to be pending from the framework: 1 for a full RX, "0x100000000" from a VM.',
    }),
    registers: fields.firstRegisters,
  }),
  does('read', 'Reads memory.', {
    at: address.meta({ description: 'Where, in addresses of the partition.' }),
    bytes: bytes.optional().meta({ description: 'What has to be there.' }),
    length: count.optional().meta({ description: 'How many bytes, where none are given. 1 when left out.' }),
  }),
  does('write', 'Writes memory.', {
    at: address.meta({ description: 'Where, in addresses of the partition.' }),
    bytes: bytes.meta({ description: 'What is written.' }),
  }),
  does('release', 'Gives the RX buffer back to the manager.', {}),
  does('unmap', 'Unmaps the RX/TX buffers.', {}),
  does('call', 'Makes any call, as registers.', {
    function: function_,
    handle: fields.handle.optional().meta({
      description: 'The transaction whose handle goes into w1 and w2: a name, or a handle as a number.',
    }),
    wide: fields.wideCalls,
    registers: registers.optional().meta({ description: 'Arguments: { w1: 0x8001, x3: "0x1000" }.' }),
    tx: bytes.optional().meta({ description: 'Bytes put into TX first.' }),
    answer: registers.optional().meta({ description: 'Registers that the answer has to have.' }),
    rewritten: z.boolean().optional().meta({
      description: 'TX is rewritten as soon as the manager has read it once.',
    }),
    starved: z.number().int().min(0).max(1000).optional().meta({
      description: 'Of the records that the manager asks for, the one after so many is not to be had.',
    }),
  }),
  does('abort', 'Ends the life of the partition at once. Its memory is taken back.', {
    with: z.enum(['FFA_ABORT', 'FFA_ERROR']).optional().meta({
      description:
        'The partition says so itself, with this call: FFA_ERROR in its first run, up to FF-A 1.2.',
    }),
    code: word.optional().meta({
      description: 'The partition says so itself, with FFA_ABORT and this reason. It crashes when left out.',
    }),
    registers: fields.firstRegisters,
  }),
  happens('withdraw', 'Another world takes the granule of a page: the manager cannot read or write it.', {
    page,
    undo: z.boolean().optional().meta({ description: 'Gives it back.' }),
  }),
  happens('lie', 'The manager behind a mediator answers one of its calls wrongly, and does nothing.', {
    registers: registers.meta({ description: 'Registers of the answer by number. The others are zero.' }),
    after: count
      .optional()
      .meta({ description: 'How many calls it answers truly before. None when left out.' }),
  }),
  happens('tick', 'Time passes for a mediator, which tries again what it has put off.', {
    times: whole(1, 10_000, 'how many units of time: 1 to 10000')
      .optional()
      .meta({ description: 'How many units of time. One when left out.' }),
  }),
  happens('create', 'A guest of a mediator begins anew, after its end.', {
    guest: partition.meta({ description: 'The guest.' }),
    possible: z
      .boolean()
      .optional()
      .meta({ description: '`false`: it has to be impossible, because something is left of the last one.' }),
  }),
  happens('check', 'Compares a page with what it has to be.', {
    page,
    owner: z
      .union([partition, z.literal('')], { error: 'the name of a partition, or "" for nobody' })
      .optional()
      .meta({ description: 'Its owner, "" for nobody.' }),
    state: z
      .record(partition, z.enum(ownerships))
      .optional()
      .meta({ description: 'What partitions are to it: Owner-SA, "!Owner-NA" and so on.' }),
    access: z
      .record(partition, rights)
      .optional()
      .meta({ description: 'Rights of partitions to it: RWX, R-X, --- and so on.' }),
  }),
  ...RM_VERB_SCHEMAS,
] as const;

const VERBS = VERB_SCHEMAS.map((schema) => schema.shape.do.value);

/** One step, told from the others by `do`. */
export const stepSchema = z.discriminatedUnion('do', VERB_SCHEMAS, {
  error: ({ input }) =>
    typeof input === 'object' && input !== null && 'do' in input
      ? oneOf(VERBS, input.do)
      : 'a map with the key do: { by: NAME, do: VERB }',
});

export type StepInput = z.output<typeof stepSchema>;
