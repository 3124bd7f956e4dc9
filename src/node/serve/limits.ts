/** Every number that bounds what clients can make a server hold. Tests stand at N and N + 1. */
export const SERVE_LIMITS = {
  /** Connections to the sockets of one VM. */
  connections: 64,
  /** Transactions that a session has sent or retrieved and that are not over. */
  transactions: 128,
  /** Pages that a session has allocated: 8 MiB. */
  pages: 2048,
  /** Tokens that were not given to the session, before its connection is closed. */
  wrongTokens: 16,
  /** Indirect messages for a VM that no client has asked for. One more waits in RX. */
  messages: 16,
  /** Frames of one connection that are answered before others have their turn. */
  turn: 32,
} as const;
