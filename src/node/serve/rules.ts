import type { Errno } from '../../core/abi/errno.ts';

/** A rule of the sockets: one reason for which a client's call is refused before, or without, the manager's word. */
export interface ServeRule {
  /** Unique and stable. */
  readonly id: `serve/${string}`;
  readonly errno: Errno;
  /** What must hold, as a sentence. */
  readonly what: string;
  /** What the client can do about it. */
  readonly fix: string;
  /** The stream makes no sense after it, or the client is not to be listened to: the connection is closed. */
  readonly closes?: true;
}

/** Every rule of the sockets. What the manager refuses is told by the name of the manager's rule. */
export const SERVE_RULES = {
  frameLength: {
    id: 'serve/frame-length',
    errno: 'EMSGSIZE',
    what: 'A frame says its own length, header included: 16 to 65,536 bytes.',
    fix: 'Count the header; cut what is longer into several calls.',
    closes: true,
  },
  frameReserved: {
    id: 'serve/frame-reserved',
    errno: 'EPROTO',
    what: 'What the header of a question does not use is zero.',
    fix: 'Clear the whole header before you fill it in.',
    closes: true,
  },
  helloFirst: {
    id: 'serve/hello-first',
    errno: 'EPROTO',
    what: 'The first call of a connection is HELLO, and the only one of its kind.',
    fix: 'Say HELLO once, before anything else.',
    closes: true,
  },
  protocolVersion: {
    id: 'serve/protocol-version',
    errno: 'EPROTONOSUPPORT',
    what: 'Client and server speak a version of the protocol in common.',
    fix: 'Offer version 1.',
    closes: true,
  },
  session: {
    id: 'serve/session',
    errno: 'EACCES',
    what: 'HELLO on a partition names a session of this VM that is open, or none; on self it names none.',
    fix: 'Use the token that self answered HELLO with, for as long as that connection is open.',
    closes: true,
  },
  connections: {
    id: 'serve/connections',
    errno: 'EMFILE',
    what: 'A VM has a limited number of connections open.',
    fix: 'Close what you do not use; one connection to a partition serves any number of calls.',
    closes: true,
  },
  wrongTokens: {
    id: 'serve/wrong-tokens',
    errno: 'EACCES',
    what: 'A session names few tokens that it was not given.',
    fix: 'Do not guess: open the socket of the partition, and use the token of the answer.',
    closes: true,
  },
  verb: {
    id: 'serve/verb',
    errno: 'EOPNOTSUPP',
    what: 'The verb is that of a call.',
    fix: 'Use a verb of the table of calls.',
  },
  place: {
    id: 'serve/place',
    errno: 'ENOTTY',
    what: 'Calls on memory are made on self, messages are sent on the socket of a partition.',
    fix: 'Make the call on the other kind of socket.',
  },
  messageLength: {
    id: 'serve/message-length',
    errno: 'EINVAL',
    what: 'A message is as long as its fields.',
    fix: 'Compare it with the table of the call, and its counts with the rows that follow them.',
  },
  messageReserved: {
    id: 'serve/message-reserved',
    errno: 'EINVAL',
    what: 'What a message does not use is zero.',
    fix: 'Clear the whole message before you fill it in.',
  },
  claimed: {
    id: 'serve/claimed',
    errno: 'EPERM',
    what: 'No driver of the VM has claimed the partition.',
    fix: 'Leave the partition to its driver, or unbind the driver first.',
  },
  token: {
    id: 'serve/token',
    errno: 'EACCES',
    what: 'A partition is named by the token of a connection to its socket that this session has open.',
    fix: 'Open the socket of the partition with this session, and keep it open.',
  },
  noPages: {
    id: 'serve/no-pages',
    errno: 'EINVAL',
    what: 'At least one page is asked for, sent, or accessed.',
    fix: 'Leave the call out.',
  },
  pages: {
    id: 'serve/pages',
    errno: 'ENOMEM',
    what: 'A session has a limited number of pages.',
    fix: 'Free some first.',
  },
  room: {
    id: 'serve/room',
    errno: 'ENOMEM',
    what: 'The VM has that many free pages side by side.',
    fix: 'Ask for less, or free what you no longer use.',
  },
  allocation: {
    id: 'serve/allocation',
    errno: 'ENOENT',
    what: 'What is freed was allocated by this session, and begins there.',
    fix: 'Give the address that ALLOCATE answered.',
  },
  sent: {
    id: 'serve/sent',
    errno: 'EBUSY',
    what: 'Memory that is freed is not sent to anybody.',
    fix: 'Reclaim it first.',
  },
  memory: {
    id: 'serve/memory',
    errno: 'EACCES',
    what: 'Memory that is sent, read or written was allocated or retrieved by this session.',
    fix: 'Allocate it; the memory of other clients cannot be named.',
  },
  handle: {
    id: 'serve/handle',
    errno: 'ENOENT',
    what: 'A handle is that of a transaction which this session has sent, or has retrieved.',
    fix: 'Use the handle on the connection that was answered with it.',
  },
  transactions: {
    id: 'serve/transactions',
    errno: 'EMFILE',
    what: 'A session has a limited number of transactions that it has sent or retrieved.',
    fix: 'Reclaim or relinquish some first.',
  },
  accessLength: {
    id: 'serve/access-length',
    errno: 'EMSGSIZE',
    what: 'What is read fits into one frame.',
    fix: 'Read in several calls, or map the memory.',
  },
  descriptor: {
    id: 'serve/descriptor',
    errno: 'EINVAL',
    what: 'What is sent has a borrower, and can be written as a descriptor of the version of FF-A that the VM speaks.',
    fix: 'Name one borrower or more, and fewer than fill the TX buffer; leave out what the version has no field for.',
  },
  messageRoom: {
    id: 'serve/message-room',
    errno: 'EMSGSIZE',
    what: 'An indirect message fits into the TX buffer of the VM, behind its header.',
    fix: 'Send less, or share memory.',
  },
  noMessage: {
    id: 'serve/no-message',
    errno: 'ENODATA',
    what: 'The partition has sent the VM an indirect message that nobody has received.',
    fix: 'Ask again after the partition has run.',
  },
  width: {
    id: 'serve/width',
    errno: 'EINVAL',
    what: 'A request has values of 32 or 64 bits, and the values fit.',
    fix: 'Say 32 or 64, and clear the upper halves of 32-bit values.',
  },
  fault: {
    id: 'serve/fault',
    errno: 'EFAULT',
    what: 'The VM has access to memory that it reads or writes.',
    fix: 'Reclaim what was lent or donated first; write only what may be written.',
  },
  noAnswer: {
    id: 'serve/no-answer',
    errno: 'ETIMEDOUT',
    what: 'The partition answers before it does something else.',
    fix: 'Look at the program of the partition; it was interrupted, so that others can go on.',
  },
  notNow: {
    id: 'serve/not-now',
    errno: 'EAGAIN',
    what: 'The VM is in a state in which the call can be made.',
    fix: 'See what the VM was started with: its version of FF-A and its buffers.',
  },
  answer: {
    id: 'serve/answer',
    errno: 'EPROTO',
    what: 'The manager answers as FF-A allows.',
    fix: 'This is a defect of the manager or of what stands before it.',
  },
} as const satisfies Record<string, ServeRule>;
