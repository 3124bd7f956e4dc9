/** When memory cannot be given back, or had back. Source: gunyah 9.4, 9.5. */

import type { Row } from './clause.ts';
import { type Grant, isAccepted, type Parcel, RIGHT, TYPE, type Vm } from './state.ts';

export interface ReturnCase {
  readonly caller: Vm;
  readonly parcel: Parcel | undefined;
  readonly grant: Grant | undefined;
  readonly sanitize: boolean;
}

export const RELEASE: readonly Row<ReturnCase>[] = [
  [
    {
      rule: 'rm-release/handle',
      status: 'HANDLE_INVALID',
      source: 'gunyah 9.4',
      broken: ({ parcel }) => parcel === undefined,
    },
  ],
  [
    {
      rule: 'rm-release/not-receiver',
      status: 'HANDLE_INVALID',
      source: 'gunyah 9.4',
      broken: ({ grant }) => grant === undefined,
    },
  ],
  [
    {
      rule: 'rm-release/owner',
      status: 'DENIED',
      source: 'gunyah 9.4',
      broken: ({ parcel, caller }) => parcel?.owner === caller,
    },
  ],
  [
    {
      rule: 'rm-release/not-accepted',
      status: 'MEM_RELEASED',
      source: 'gunyah 9.4',
      broken: ({ grant }) => grant?.accepted === false,
    },
  ],
  [
    {
      rule: 'rm-release/sanitize',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.4',
      broken: ({ sanitize, parcel, grant }) =>
        sanitize && (parcel?.type === TYPE.IO || ((grant?.rights ?? 0) & RIGHT.WRITE) === 0),
    },
  ],
];

export const RECLAIM: readonly Row<ReturnCase>[] = [
  [
    {
      rule: 'rm-reclaim/handle',
      status: 'HANDLE_INVALID',
      source: 'gunyah 9.5',
      broken: ({ parcel }) => parcel === undefined,
    },
  ],
  [
    {
      rule: 'rm-reclaim/not-owner',
      status: 'DENIED',
      source: 'gunyah 9.5',
      broken: ({ parcel, caller }) => parcel?.owner !== caller,
    },
  ],
  [
    {
      rule: 'rm-reclaim/in-use',
      status: 'MEM_INUSE',
      source: 'gunyah 9.5',
      broken: ({ parcel }) => parcel !== undefined && isAccepted(parcel),
    },
  ],
  [
    {
      rule: 'rm-reclaim/sanitize-io',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.5',
      broken: ({ sanitize, parcel }) => sanitize && parcel?.type === TYPE.IO,
    },
  ],
];
