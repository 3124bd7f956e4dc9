import type { Example } from '../example.ts';
import { ACCEPT_EXAMPLES, PLACE_EXAMPLES } from './accept.ts';
import { ATTRIBUTE_EXAMPLES } from './attributes.ts';
import { CREATE_EXAMPLES } from './create.ts';
import { MESSAGE_EXAMPLES } from './message.ts';
import { NOTIFY_EXAMPLES } from './notify.ts';
import { APPEND_EXAMPLES, LOOKUP_EXAMPLES, RECLAIM_EXAMPLES, RELEASE_EXAMPLES } from './parcel.ts';
import { REGION_EXAMPLES } from './region.ts';
import { RESERVE_EXAMPLES } from './reserve.ts';
import { VM_EXAMPLES } from './vm.ts';

/** One example for each rule of Gunyah's resource manager, in the order of the rules. */
export const RM_EXAMPLES: readonly Example[] = [
  MESSAGE_EXAMPLES,
  CREATE_EXAMPLES,
  ATTRIBUTE_EXAMPLES,
  REGION_EXAMPLES,
  APPEND_EXAMPLES,
  ACCEPT_EXAMPLES,
  PLACE_EXAMPLES,
  RELEASE_EXAMPLES,
  RECLAIM_EXAMPLES,
  NOTIFY_EXAMPLES,
  LOOKUP_EXAMPLES,
  VM_EXAMPLES,
  RESERVE_EXAMPLES,
].flat();
