import type { RunOverview } from '../model/run/overview.ts';
import type {
  EventRow,
  EventView,
  Found,
  MailboxView,
  PageRow,
  PageView,
  TransactionView,
} from '../model/run/views.ts';
import type { FileMistake } from './load-run.ts';

/** What can be asked about a run, and what comes back. */
export interface RunQuestions {
  rows(from: number, count: number): readonly EventRow[];
  event(number: number): EventView | undefined;
  page(index: number, moment: number): PageView | undefined;
  transaction(number: number, moment: number): TransactionView | undefined;
  mailboxes(moment: number): readonly MailboxView[];
  pageRows(moment: number): { readonly rows: readonly PageRow[]; readonly more: boolean };
  find(text: string): Found;
}

/** What a page sends to its worker. */
export type RunRequest =
  | { readonly kind: 'scenario'; readonly text: string }
  | { readonly kind: 'recording'; readonly file: Blob }
  | {
      readonly kind: 'ask';
      readonly number: number;
      readonly about: keyof RunQuestions;
      readonly values: readonly unknown[];
    };

/** What the worker sends back. */
export type RunReply =
  | { readonly kind: 'progress'; readonly bytes: number; readonly events: number }
  | {
      readonly kind: 'run';
      readonly overview: RunOverview;
      readonly about: string;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly FileMistake[] }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: unknown };
