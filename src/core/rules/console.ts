/** Rules about FFA_CONSOLE_LOG. */
export const console_ = {
  count: {
    id: 'console/count',
    status: 'INVALID_PARAMETERS',
    what: 'w1 counts 1 to 24 characters for the 32-bit call, to 48 for the 64-bit call, to 128 for it from FF-A 1.2 on.',
    why: 'That is what the registers hold.',
    fix: 'Split the text into several calls.',
    source: 'ffa-hafnium 1.8',
    structural: true,
  },
} as const;
