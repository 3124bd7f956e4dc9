const BEFORE_WALK = '`begin` or `goOn`, and then `tell`, set it before anybody reads it';
const BEGAN_IS_0 = 'BEGAN is 0';
const IN_ORDER = 'whether a receiver is found in order or looked for is a question of time only';
const NO_PAGE_BEFORE_0 =
  'page -1 is nobody’s, as long as not all of the first gigabyte of physical addresses is of one kind';
const WRITTEN_OVER = 'what is written behind an access descriptor is written over by what follows it';
const SET_FIRST = 'it is set before anybody reads it';
const LONGER_ARRAY = 'an array holds the same when it is longer, or grows';
const NO_TWO_ALIKE = 'which place it has is nobody’s business as long as no two have the same';

export const SPMC: Readonly<Record<string, string>> = {
  // Memory: sends, retrieves, what ends them.
  'spmc/permissions.ts: first < 0 → false': NO_PAGE_BEFORE_0,
  'spmc/permissions.ts: first >= 0 → true': NO_PAGE_BEFORE_0,
  'spmc/permissions.ts: page < 0 → false': NO_PAGE_BEFORE_0,
  'spmc/permissions.ts: base + pages * PAGE_SIZE <= LAST_ADDRESS → base + pages * PAGE_SIZE < LAST_ADDRESS':
    'no page ends there: the last address is odd',
  'spmc/permissions.ts: ownerOf(word) === party → ownerOf(word) !== party':
    'whose pages are and whose are not is compared only, and stays two',
  'spmc/asked.ts: true → false': IN_ORDER,
  'spmc/asked.ts: r.endpoint[next] === id → false': IN_ORDER,
  'spmc/response.ts: half < halves → half <= halves': WRITTEN_OVER,
  'spmc/response-position.ts: 2 * row + BEGAN → 2 * row - BEGAN': BEGAN_IS_0,
  'spmc/response-position.ts: 2 * row + BEGAN → 2 * row - BEGAN (2)': BEGAN_IS_0,
  'spmc/response-position.ts: 2 * row + BEGAN → 2 * row - BEGAN (3)': BEGAN_IS_0,
  'spmc/teardown.ts: [] → ["Stryker was here"]':
    'a text is no transaction: what is marked for it is nobody’s',
  'spmc/transactions.ts: rows * 2 → rows / 2 (3)':
    'the hypervisor sees extents as a whole: there are never pages of one that come before',
  'spmc/resource-walk.ts: false → true': BEFORE_WALK,
  'spmc/resource-walk.ts: false → true (2)': BEFORE_WALK,
  'spmc/resource-walk.ts: false → true (3)': BEFORE_WALK,
  'spmc/resource-walk.ts: this.part === PART.END → false':
    'at the end it does not matter what the walk stands at',
  'spmc/resource-walk.ts: map.pages - this.at → map.pages + this.at':
    'behind the last page there is none that anybody owns',
  // Buffers, messages, contexts, discovery.
  'spmc/deliver.ts: borrower !== WHOLE → true (2)':
    'there are no holds of everybody that could have been lost',
  'spmc/desk.ts: this.strict → true':
    'where the rule is not enforced its refusal is none: the look is spared',
  'spmc/dispatch-table.ts: new Array((LAST_FUNCTION - FIRST_FUNCTION + 1) * 2) → new Array()': LONGER_ARRAY,
  'spmc/dispatch-table.ts: LAST_FUNCTION - FIRST_FUNCTION + 1 → LAST_FUNCTION - FIRST_FUNCTION - 1':
    LONGER_ARRAY,
  'spmc/dispatch-table.ts: LAST_FUNCTION - FIRST_FUNCTION → LAST_FUNCTION + FIRST_FUNCTION': LONGER_ARRAY,
  'spmc/dispatch-table.ts: (number - FIRST_FUNCTION) * 2 + (width === 64 ? 1 : 0) → (number - FIRST_FUNCTION) * 2 - (width === 64 ? 1 : 0)':
    NO_TWO_ALIKE,
  'spmc/dispatch-table.ts: number - FIRST_FUNCTION → number + FIRST_FUNCTION': NO_TWO_ALIKE,
  'spmc/dispatch-table.ts: width === 64 → width !== 64': NO_TWO_ALIKE,
  'spmc/mailbox.ts: held !== 0 → true': 'nothing can be added to row 0, which is nobody’s and has no room',
  'spmc/manager.ts: false → true': SET_FIRST,
  'spmc/manager.ts: false → true (2)': SET_FIRST,
  'spmc/manager.ts: [] → ["Stryker was here"]': SET_FIRST,
  'spmc/manager.ts: this.inbox.byteLength / CONSTITUENT.size → this.inbox.byteLength * CONSTITUENT.size':
    LONGER_ARRAY,
  'spmc/manager.ts: this.printed.length !== 0 → true': 'what is empty may be emptied: it is spared',
  'spmc/notification-table.ts: bit < 32 → bit >= 32': NO_TWO_ALIKE,
  'spmc/partition-info.ts: size < PARTITION_INFO_24.size → false':
    'what is written behind a shorter description becomes the next, and behind the last it does not go over',
  'spmc/processor.ts: half < 16 → half <= 16': 'what lies behind is zero already',
  'spmc/reserved-registers.ts: register < 8 → register <= 8': 'nobody asks about x8',
};
