import type { Refused } from './refused.ts';
import type { Answered, Asked, CALLS, CallName, Place } from './wire/calls.ts';

/** The calls that are made on one kind of socket only. */
export type CallsOn<Where extends Place> = {
  [Name in CallName]: (typeof CALLS)[Name]['on'] extends Where ? Name : never;
}[CallName];

/** What serves the calls of one kind of socket. `Client` is who asks. */
export type Handlers<Where extends Place, Client> = {
  readonly [Name in CallsOn<Where>]: (client: Client, asked: Asked<Name>) => Answered<Name> | Refused;
};
