import type { Case } from './case.ts';
import { ACCEPT_CASES } from './cases/accepts.ts';
import { CALL_CASES } from './cases/calls.ts';
import { CLEARING_CASES } from './cases/clearing.ts';
import { CONSTITUENT_CASES } from './cases/constituents.ts';
import { DESCRIPTOR_CASES } from './cases/descriptors.ts';
import { DEVICE_CASES } from './cases/devices.ts';
import { DISCOVERY_CASES } from './cases/discovery.ts';
import { DONATE_CASES } from './cases/donate.ts';
import { DONATE_MISTAKES } from './cases/donate-mistakes.ts';
import { DONATE_RETRIEVES } from './cases/donate-retrieve.ts';
import { ENDING_CASES } from './cases/endings.ts';
import { FAILURE_CASES } from './cases/failure.ts';
import { FEATURE_CASES } from './cases/features.ts';
import { FRAGMENT_CASES } from './cases/fragments.ts';
import { FETCHED_FRAGMENT_CASES } from './cases/fragments-fetched.ts';
import { SENT_FRAGMENT_CASES } from './cases/fragments-sent.ts';
import { GRANT_CASES } from './cases/grants.ts';
import { HYPERVISOR_CASES } from './cases/hypervisor.ts';
import { LAYOUT_CASES } from './cases/layouts.ts';
import { LEND_CASES } from './cases/lend.ts';
import { LEND_CLEARS } from './cases/lend-clear.ts';
import { LEND_MISTAKES } from './cases/lend-mistakes.ts';
import { LEND_RETRIEVES } from './cases/lend-retrieve.ts';
import { LEND_STATES } from './cases/lend-states.ts';
import { LENGTH_CASES } from './cases/lengths.ts';
import { LETTER_CASES } from './cases/letters.ts';
import { LIFE_CASES } from './cases/life.ts';
import { MAILBOX_SIZE_CASES } from './cases/mailbox-sizes.ts';
import { MAILBOX_CASES } from './cases/mailboxes.ts';
import { MESSAGE_CASES } from './cases/messages.ts';
import { NOTIFICATION_CASES } from './cases/notifications.ts';
import { OWN_PERMISSION_CASES } from './cases/own-permissions.ts';
import { OWNERSHIP_CASES } from './cases/ownership.ts';
import { PACKET_CASES } from './cases/packets.ts';
import { PARCEL_RETURN_CASES } from './cases/parcel-returns.ts';
import { PARCEL_CASES } from './cases/parcels.ts';
import { PERMISSION_CASES } from './cases/permissions.ts';
import { REACHED_CASES } from './cases/reached.ts';
import { RECEIVER_CASES } from './cases/receivers.ts';
import { RESERVED_CASES } from './cases/reserved.ts';
import { RESPONSE_CASES } from './cases/responses.ts';
import { RETURN_CASES } from './cases/returns.ts';
import { SEVERAL_CASES } from './cases/several.ts';
import { SHARE_CASES } from './cases/share.ts';
import { SHARE_MISTAKES } from './cases/share-mistakes.ts';
import { SHARE_RETRIEVES } from './cases/share-retrieve.ts';
import { SHARE_STATES } from './cases/share-states.ts';
import { VALIDATION_CASES } from './cases/validation.ts';
import { VERSION_1_2_CASES } from './cases/version-1-2.ts';
import { VERSION_CASES } from './cases/versions.ts';
import { VM_LIFE_CASES } from './cases/vm-lives.ts';

/** Every case there is, area by area. */
export const CASES: readonly Case[] = [
  SHARE_CASES,
  SHARE_MISTAKES,
  SHARE_RETRIEVES,
  SHARE_STATES,
  LEND_CASES,
  LEND_MISTAKES,
  LEND_RETRIEVES,
  LEND_CLEARS,
  LEND_STATES,
  DONATE_CASES,
  DONATE_MISTAKES,
  DONATE_RETRIEVES,
  RETURN_CASES,
  VERSION_1_2_CASES,
  LIFE_CASES,
  OWNERSHIP_CASES,
  PERMISSION_CASES,
  CLEARING_CASES,
  DEVICE_CASES,
  VALIDATION_CASES,
  LENGTH_CASES,
  DESCRIPTOR_CASES,
  CONSTITUENT_CASES,
  RECEIVER_CASES,
  RESERVED_CASES,
  LAYOUT_CASES,
  GRANT_CASES,
  CALL_CASES,
  HYPERVISOR_CASES,
  FRAGMENT_CASES,
  SENT_FRAGMENT_CASES,
  FETCHED_FRAGMENT_CASES,
  SEVERAL_CASES,
  VERSION_CASES,
  MAILBOX_SIZE_CASES,
  RESPONSE_CASES,
  FAILURE_CASES,
  ENDING_CASES,
  MAILBOX_CASES,
  DISCOVERY_CASES,
  FEATURE_CASES,
  MESSAGE_CASES,
  LETTER_CASES,
  NOTIFICATION_CASES,
  OWN_PERMISSION_CASES,
  REACHED_CASES,
  PARCEL_CASES,
  ACCEPT_CASES,
  PARCEL_RETURN_CASES,
  PACKET_CASES,
  VM_LIFE_CASES,
].flat();
