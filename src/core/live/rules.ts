/** A rule of the socket between a page and the machine that it watches: one reason for which a page is not heard. */
export interface LiveRule {
  /** Unique and stable. */
  readonly id: `live/${string}`;
  /** What must hold, as a sentence. */
  readonly what: string;
  /** Who breaks it is no page of ours: the connection is closed. */
  readonly closes?: true;
}

type LiveRuleName = 'text' | 'length' | 'message' | 'follow' | 'running' | 'fault';

/** Every rule of the socket. */
export const LIVE_RULES: Readonly<Record<LiveRuleName, LiveRule>> = {
  text: { id: 'live/text', what: 'A message of a page is text.', closes: true },
  length: { id: 'live/length', what: 'A message of a page has at most 16,384 characters.', closes: true },
  message: {
    id: 'live/message',
    what: 'A message of a page is a JSON object of a kind that there is, with what that kind has.',
    closes: true,
  },
  follow: {
    id: 'live/follow',
    what: 'A page says once from which event on it follows, before anything else.',
    closes: true,
  },
  running: { id: 'live/running', what: 'Faults are set on a machine that takes them, and still runs.' },
  fault: { id: 'live/fault', what: 'A fault is written as --inject has it.' },
};
