import type { MachineSpec } from '../../core/board/machine.ts';
import type { FileMistake } from '../model/file-mistake.ts';
import type { RunGrowth, RunOverview } from '../model/run/overview.ts';
import type {
  EventRow,
  EventView,
  Found,
  MailboxView,
  PageRow,
  PageView,
  TransactionView,
} from '../model/run/views.ts';
import type { EditQuestions } from './edit.ts';
import type { LiveStatus } from './live-status.ts';

/** What can be asked about a run, and what comes back. */
export interface RunQuestions {
  rows(numbers: readonly number[]): readonly EventRow[];
  event(number: number): EventView | undefined;
  page(index: number, moment: number): PageView | undefined;
  transaction(number: number, moment: number): TransactionView | undefined;
  mailboxes(moment: number): readonly MailboxView[];
  pageRows(moment: number): { readonly rows: readonly PageRow[]; readonly more: boolean };
  /** Among the events from one on; among all without it. */
  find(text: string, from?: number): Found;
}

/** All that can be asked of the worker. */
export type Questions = RunQuestions & EditQuestions;

/** What a page has its worker load. */
export type LoadRequest =
  | { readonly kind: 'scenario'; readonly text: string }
  | { readonly kind: 'recording'; readonly file: Blob }
  | FollowRequest
  | PackedRecording;

/** A run that goes on at the other end of a socket. */
export interface FollowRequest {
  readonly kind: 'live';
  readonly address: string;
}

/** A recording as a report has it: packed with gzip, and with its machine, where that is known. */
export interface PackedRecording {
  readonly kind: 'packed';
  readonly file: Blob;
  readonly machine: MachineSpec | undefined;
}

/** A question of a page about the run that is loaded. */
export interface AskRequest {
  readonly kind: 'ask';
  readonly number: number;
  readonly about: keyof Questions;
  readonly values: readonly unknown[];
}

/** What can be asked of a run that goes on. */
export type LiveRequest =
  /** The page is ready for more events. */
  | { readonly kind: 'more' }
  /** It is not, for now. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'inject'; readonly rules: readonly string[] }
  | { readonly kind: 'connect' }
  /** Give up what came, and follow what comes from now on. */
  | { readonly kind: 'anew' }
  | { readonly kind: 'save' };

/** What the worker sends back. */
export type RunReply =
  | { readonly kind: 'progress'; readonly bytes: number; readonly events: number }
  | {
      readonly kind: 'run';
      readonly overview: RunOverview;
      readonly about: string;
      readonly notes: readonly string[];
    }
  /** More of the run that the page has, after it asked for more. */
  | { readonly kind: 'grew'; readonly growth: RunGrowth }
  | { readonly kind: 'live'; readonly status: LiveStatus }
  | { readonly kind: 'saved'; readonly file: Blob }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly FileMistake[] }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: unknown };
