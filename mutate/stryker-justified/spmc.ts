const BEFORE_WALK = '`begin` or `goOn`, and then `tell`, set it before anybody reads it';
const BEGAN_IS_0 = 'BEGAN is 0';
const IN_ORDER = 'whether a receiver is found in order or looked for is a question of time only';
const NO_PAGE_BEFORE_0 =
  'page -1 is nobody’s, as long as not all of the first gigabyte of physical addresses is of one kind';
const WRITTEN_OVER = 'what is written behind an access descriptor is written over by what follows it';

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
};
