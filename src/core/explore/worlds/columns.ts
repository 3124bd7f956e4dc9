import type { Column, Table } from '../../memory/table.ts';

/**
 * What the values of a column are: what has to become of them when endpoints and pages change places, and when records move to other rows.
 */
export const MEANING = {
  /** A number that means the same for everybody. */
  PLAIN: 0,
  /** Names of an endpoint: its slot, its FF-A id, its party. */
  SLOT: 1,
  ID: 2,
  PARTY: 3,
  /** The number of a page. */
  PAGE: 4,
  /** The word of a page: owner and what the page is. What holds it is said elsewhere. */
  WORD: 5,
  /** The number of a row: the order of the records says it again. */
  LINK: 6,
  /** The number of a block of extents: kept as its place in the chain. */
  BLOCK: 7,
  /** The number of a borrower: kept as its place in the list. */
  BORROWER: 8,
  /** What has been, and decides nothing that is to come but the numbers in new handles. */
  HISTORY: 9,
  /** What no move of any world changes, and which is therefore not looked at. That it stays is checked at each new state. */
  STILL: 10,
} as const;

export type Meaning = (typeof MEANING)[keyof typeof MEANING];

type Meanings = Readonly<Record<string, Meaning>>;

const { SLOT, ID, PARTY, PAGE, WORD, LINK, BLOCK, BORROWER, HISTORY, STILL } = MEANING;

/** Of the ledger's transactions, and of what FF-A knows beside. A column that is not named is plain. */
export const OF_TRANSACTIONS: Meanings = {
  owner: PARTY,
  pageClass: WORD,
  firstBlock: LINK,
  lastBlock: LINK,
  firstBorrower: LINK,
  lastBorrower: LINK,
  since: HISTORY,
};

export const OF_SENT: Meanings = {
  sender: SLOT,
  senderId: ID,
  payer: SLOT,
  generation: HISTORY,
  fetching: BORROWER,
  block: BLOCK,
};

export const OF_BORROWERS: Meanings = { next: LINK, transaction: LINK, party: PARTY };

export const OF_RECEIVERS: Meanings = { endpoint: ID, block: BLOCK };

export const OF_ENDPOINTS: Meanings = {
  id: STILL,
  party: STILL,
  kind: STILL,
  secondaryEntry: STILL,
  aborts: HISTORY,
  txPage: PAGE,
  rxPage: PAGE,
  txPin: LINK,
  rxPin: LINK,
};

export const OF_CONTEXTS: Meanings = {
  endpoint: STILL,
  vcpu: STILL,
  caller: STILL,
  requester: STILL,
  width: STILL,
  message: STILL,
  framework: STILL,
  line: STILL,
  lineLength: STILL,
};

export const OF_NOTIFICATIONS: Meanings = {
  senders: STILL,
  fromSecure: STILL,
  fromNormal: STILL,
  fromFramework: STILL,
  told: STILL,
};

export const OF_ENUMERATIONS: Meanings = {
  left: STILL,
  target: STILL,
  changes: STILL,
  part: STILL,
  item: STILL,
  sub: STILL,
  at: STILL,
};

/**
 * What there is to know of a borrower only while it has the memory, or fetches what a donation has left: its next retrieval writes all of this
 * anew, and nobody reads it before.
 */
export const WHILE_HELD: ReadonlySet<string> = new Set([
  'rights',
  'granted',
  'version',
  'constituents',
  'delivered',
  'deliveredBefore',
  'block',
  'extent',
  'pages',
]);

/** A column, entry by entry of a row, with what it means. */
export interface Field {
  readonly name: string;
  readonly column: Column;
  readonly stride: number;
  readonly meaning: Meaning;
}

/** The columns of a table that a state has to keep: all but links, which follow from the order of records, history, and what stays. */
export function fieldsOf(table: Table, meanings: Meanings): readonly Field[] {
  const fields = table.named().map(([name, column]) => ({
    name,
    column,
    stride: table.stride(column),
    meaning: meanings[name] ?? MEANING.PLAIN,
  }));
  return fields.filter(({ meaning }) => meaning < LINK || meaning === BLOCK || meaning === BORROWER);
}

/** The columns of a table that have to stay as they are. */
export function stillIn(table: Table, meanings: Meanings): readonly Column[] {
  return table
    .named()
    .filter(([name]) => meanings[name] === STILL)
    .map(([, column]) => column);
}
