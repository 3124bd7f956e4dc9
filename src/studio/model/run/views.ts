/** What the page is told of a run when it asks: plain data, in words. */

import type { ReceiverTerms } from '../../../core/timeline/terms.ts';
import type { Story } from '../../../core/timeline/why.ts';
import type { RegisterRow } from '../register-rows.ts';

/** An event in the list of all. */
export interface EventRow {
  readonly number: number;
  readonly who: string;
  readonly text: string;
  readonly outcome: string;
  readonly wrong: boolean;
}

/** An event in all detail. */
export interface EventView extends EventRow {
  readonly asked: readonly RegisterRow[];
  readonly answered: readonly RegisterRow[];
  readonly tx: Uint8Array | undefined;
  readonly rx: Uint8Array | undefined;
  readonly changes: readonly string[];
  readonly story: Story | undefined;
  /** Id of the rule that refused it; '' for what was not refused by one. */
  readonly rule: string;
  /** Number of the transaction that it is about; -1 for none. */
  readonly transaction: number;
  /** Index of the first page that it is about; -1 for none. */
  readonly page: number;
}

/** A page at a moment, and how it came to that. */
export interface PageView {
  readonly index: number;
  readonly address: string;
  readonly owner: string;
  readonly access: string;
  readonly borrowers: readonly string[];
  readonly held: string;
  /** The event that made it so; -1 for none. */
  readonly since: number;
  readonly transaction: number;
  readonly history: readonly { readonly event: number; readonly text: string; readonly now: boolean }[];
}

/** A transaction at a moment. */
export interface TransactionView {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  /** What its descriptor says of it, by name; nothing where the recording has no descriptor. */
  readonly facts: readonly { readonly name: string; readonly text: string }[];
  readonly receivers: readonly ReceiverTerms[];
  /** The parts in which its descriptor came. */
  readonly parts: readonly { readonly event: number; readonly text: string }[];
  readonly steps: readonly { readonly event: number; readonly text: string }[];
}

/** Pages that are alike and follow each other. */
export interface PageRow {
  readonly index: number;
  readonly address: string;
  readonly pages: number;
  readonly owner: string;
  readonly access: string;
  readonly held: string;
}

/** What a search came to. */
export type Found =
  | { readonly ok: true; readonly events: readonly number[] }
  | { readonly ok: false; readonly why: string };

/** The RX/TX buffers of an endpoint at a moment. */
export interface MailboxView {
  /** The lane of the endpoint. */
  readonly lane: number;
  /** Addresses as the endpoint sees them. */
  readonly tx: string;
  readonly rx: string;
  /** Of each of the two. */
  readonly pages: number;
  /** Who may touch them now. */
  readonly txOwner: string;
  readonly rxOwner: string;
  /** Index of the first page of each; -1 where nobody knows which that is. */
  readonly txPage: number;
  readonly rxPage: number;
}
