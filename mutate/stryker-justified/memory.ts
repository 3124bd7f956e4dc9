const LOOP =
  'which of two ways copies is a question of time only: what lies behind the words may be copied as well';
const NEARER_END = 'from which end of the chain a block is looked for is a question of time only';
const BEFORE_BEGIN = '`begin` sets it before anybody reads it';
const IN_PLACE = 'whether a page is cleared where it is or left out is a question of memory only';
const NEW_NODE = 'a node that is copied once more than it has to be holds the same';
const LENGTH_OF_ARRAY = 'an array that grows holds the same as one that is made as long as it gets';
const NOTHING_TO_FILL = 'what is filled is then empty';
const SAME_PLACE = 'then nothing lies between the two';
const NOT_THERE = 'nobody owns pages that are not there, and the owner is asked for next';
const OWNER_ONLY = 'only the owner of this class is read';
const TABLE_BY_TABLE =
  'single pages that are not done table by table are done one by one, which is a question of time only';
const SIDE_BY_SIDE =
  '2 MiB that are not done side by side are done one by one, which is a question of time only';
const IN_ADVANCE = 'how many tables have room before they are needed is a question of memory only';
const NO_TABLE = 'nothing is read or written where there is no table';

export const MEMORY: Readonly<Record<string, string>> = {
  'memory/copy-words.ts: words > LOOP_WORDS → true': LOOP,
  'memory/copy-words.ts: words > LOOP_WORDS → words >= LOOP_WORDS': LOOP,
  'memory/copy-words.ts: done < words - 3 → false': LOOP,
  'memory/extents.ts: block === 0 → false':
    'nothing follows the last block anyway, and nobody asks what precedes row 0',
  'memory/history.ts: !remembers && scribe === undefined && follower === undefined → false':
    'an entry is made then that nobody is told of',
  'memory/ledger.ts: page < 0 → false': 'of an address with nothing behind it the map knows no page either',
  'memory/ledger.ts: word < 0 → word <= 0': 'no transaction holds pages whose word is 0',
  'memory/ledger.ts: false → true (4)': OWNER_ONLY,
  'memory/ledger.ts: false → true (5)': OWNER_ONLY,
  'memory/ledger.ts: this.viewOf(owner[transaction]).identity → false':
    'an identity view has no windows to be taken out',
  'memory/marks.ts: view === undefined → false':
    'physical extents are runs, too: the other way is the shorter one',
  'memory/page-map.ts: Math.min(FIRST_TABLES, maxTables) → Math.max(FIRST_TABLES, maxTables)': IN_ADVANCE,
  'memory/page-map.ts: Math.min(this.origin.length * 2, this.maxTables) → Math.max(this.origin.length * 2, this.maxTables)':
    IN_ADVANCE,
  'memory/page-map.ts: this.used === this.origin.length → true': IN_ADVANCE,
  'memory/page-map.ts: this.used === this.origin.length → this.used !== this.origin.length': IN_ADVANCE,
  'memory/page-map.ts: table !== NONE → true': NO_TABLE,
  'memory/page-map.ts: table !== NONE → false': TABLE_BY_TABLE,
  'memory/page-map.ts: table !== NONE → table === NONE': TABLE_BY_TABLE,
  'memory/page-map.ts: { const replaced = this.replaceInTable(table, pages, counts, … == 0) continue; } → {}':
    TABLE_BY_TABLE,
  'memory/page-map.ts: { if (page >= this.pages) return NONE; const gigabyte = (pag … r & ~REFERENCE; } → {}':
    TABLE_BY_TABLE,
  'memory/page-map.ts: page >= this.pages → true (2)': TABLE_BY_TABLE,
  'memory/page-map.ts: upper >= 0 → true': TABLE_BY_TABLE,
  'memory/page-map.ts: lower >= 0 → true': TABLE_BY_TABLE,
  'memory/page-map.ts: ~REFERENCE → REFERENCE (7)': TABLE_BY_TABLE,
  'memory/page-map.ts: table * ENTRIES → table / ENTRIES (2)': TABLE_BY_TABLE,
  'memory/page-map.ts: pages[first] / ENTRIES → pages[first] * ENTRIES': TABLE_BY_TABLE,
  'memory/page-map.ts: run < end → false (2)': TABLE_BY_TABLE,
  'memory/page-map.ts: run < end → run >= end (2)': TABLE_BY_TABLE,
  'memory/page-map.ts: pages[run] - firstPage → pages[run] + firstPage': TABLE_BY_TABLE,
  'memory/page-map.ts: counts[run] !== 1 || inside < 0 || inside >= ENTRIES → true': TABLE_BY_TABLE,
  'memory/page-map.ts: inside < 0 → inside <= 0': TABLE_BY_TABLE,
  'memory/page-map.ts: inside < 0 → inside >= 0': TABLE_BY_TABLE,
  'memory/page-map.ts: inside >= ENTRIES → inside < ENTRIES': TABLE_BY_TABLE,
  'memory/page-map.ts: entries[index] !== wanted → true': TABLE_BY_TABLE,
  'memory/page-map.ts: pages < limit → pages <= limit': 'what lies behind the limit is cut off',
  'memory/page-map.ts: this.pages - page → this.pages + page (2)':
    'pages behind the map have no word, and runs without one are left out',
  'memory/page-map.ts: left >= ENTRIES → true': SIDE_BY_SIDE,
  'memory/page-map.ts: left >= ENTRIES → left > ENTRIES': SIDE_BY_SIDE,
  'memory/page-map.ts: displaced === NONE → false': NO_TABLE,
  'memory/page-map.ts: this.listed[table] === 1 → true':
    'what is not listed has no place that could be cleared',
  'memory/page-map.ts: busy !== NONE → true': NO_TABLE,
  'memory/page-map.ts: busy !== NONE → true (2)': NO_TABLE,
  'memory/page-map.ts: table !== NONE → true (2)': NO_TABLE,
  'memory/page-store.ts: new Array(Math.ceil(pages / PAGES_PER_TRUNK)) → new Array()': LENGTH_OF_ARRAY,
  'memory/page-store.ts: new Array<Child | undefined>(BRANCHES) → new Array()': LENGTH_OF_ARRAY,
  'memory/page-store.ts: words < end → true': NOTHING_TO_FILL,
  'memory/page-store.ts: words < end → words <= end': NOTHING_TO_FILL,
  'memory/page-store.ts: leaf.generation === this.generation → false': IN_PLACE,
  'memory/page-store.ts: this.root.generation !== this.generation → true': NEW_NODE,
  'memory/page-store.ts: node === undefined || node.generation !== this.generation → true': NEW_NODE,
  'memory/permit.ts: [] → ["Stryker was here"]': 'a text is no run of pages: nothing is filled for it',
  'memory/permit.ts: ledger.map.pages - page → ledger.map.pages + page': NOT_THERE,
  'memory/permit.ts: length <= 0 → false': NOT_THERE,
  'memory/permit.ts: length <= 0 → length < 0': NOT_THERE,
  'memory/physical-memory.ts: gone < end → gone <= end': 'then the end is there already',
  'memory/physical-memory.ts: done < bytes.length → done <= bytes.length':
    'there is nothing left to be written then',
  'memory/physical-memory.ts: this.withdrawn.size !== 0 → true':
    'a set without members has none: the look-up is spared',
  'memory/runs.ts: false → true': BEFORE_BEGIN,
  'memory/runs.ts: true → false': BEFORE_BEGIN,
  'memory/side-by-side.ts: [] → ["Stryker was here"]': 'nobody reads it before something is taken',
  'memory/side-by-side.ts: at < to - 3 → false': 'one by one takes longer, and finds the same',
  'memory/side-by-side.ts: stretch < stretches.length → stretch <= stretches.length':
    'behind the last stretch there is none',
  'memory/transaction-records.ts: (extents[transaction] - 1) / EXTENTS_PER_BLOCK → (extents[transaction] - 1) * EXTENTS_PER_BLOCK':
    NEARER_END,
  'memory/transaction-records.ts: wanted * 2 > last → false': NEARER_END,
  'memory/transaction-records.ts: wanted * 2 > last → wanted * 2 >= last': NEARER_END,
  'memory/transaction-records.ts: wanted * 2 > last → wanted * 2 <= last': NEARER_END,
  'memory/transaction-records.ts: wanted * 2 > last → true': NEARER_END,
  'memory/transaction-records.ts: wanted * 2 → wanted / 2': NEARER_END,
  'memory/transaction-records.ts: { let block = lastBlock[transaction]; for (let place = last; … ; return block; } → {}':
    NEARER_END,
  'memory/view.ts: kept.length === 0 → false': 'windows are in order already: the copy is spared',
  'memory/view.ts: other.at > window.at → other.at >= window.at': 'no two windows begin at one address',
  'memory/view.ts: range.at + range.pages <= at → range.at + range.pages < at': SAME_PLACE,
  'memory/view.ts: runs[index].page < end → runs[index].page <= end': SAME_PLACE,
  'memory/view.ts: runs[middle].page + runs[middle].pages <= page → runs[middle].page + runs[middle].pages < page':
    SAME_PLACE,
};
