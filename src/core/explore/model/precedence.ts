/** Where the specification, or the tests that come with it, have one reason named before another. */
export interface Precedence {
  readonly first: string;
  readonly before: readonly string[];
  readonly source: string;
}

export const PRECEDENCE: readonly Precedence[] = [
  {
    first: 'retrieve/sender',
    before: ['retrieve/instruction-missing', 'retrieve/instruction-given', 'retrieve/tag'],
    source: 'conformance 5.1',
  },
  {
    first: 'retrieve/unknown-handle',
    before: ['retrieve/sender', 'retrieve/tag', 'retrieve/not-receiver'],
    source: 'conformance 5.2, ffa-hafnium 3.5.10',
  },
  {
    first: 'send/fragment-exceeds-total',
    before: ['send/fragment-exceeds-tx', 'descriptor/header-cut'],
    source: 'regressions A2',
  },
];
