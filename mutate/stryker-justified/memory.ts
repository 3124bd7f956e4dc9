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

export const MEMORY: Readonly<Record<string, string>> = {
  'memory/copy-words.ts: words > LOOP_WORDS → true': LOOP,
  'memory/copy-words.ts: words > LOOP_WORDS → words >= LOOP_WORDS': LOOP,
  'memory/copy-words.ts: done < words - 3 → false': LOOP,
  'memory/extents.ts: block === 0 → false':
    'nothing follows the last block anyway, and nobody asks what precedes row 0',
  'memory/ledger.ts: page < 0 → false': 'of an address with nothing behind it the map knows no page either',
  'memory/ledger.ts: word < 0 → word <= 0': 'no transaction holds pages whose word is 0',
  'memory/ledger.ts: false → true (4)': OWNER_ONLY,
  'memory/ledger.ts: false → true (5)': OWNER_ONLY,
  'memory/ledger.ts: this.viewOf(owner[transaction]).identity → false':
    'an identity view has no windows to be taken out',
  'memory/marks.ts: view === undefined → false':
    'physical extents are runs, too: the other way is the shorter one',
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
