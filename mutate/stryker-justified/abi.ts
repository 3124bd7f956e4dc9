const ANY_WAY =
  'a plain number is written the same by way of a bigint: which way it goes is a question of time only';

export const ABI: Readonly<Record<string, string>> = {
  'abi/composite.ts: base + field.offset → base - field.offset':
    'the address is the first field of a constituent',
  'abi/fields.ts: known !== undefined → false':
    'fields that are listed once more are the same: that they are kept is a question of time only',
  'abi/guess-version.ts: value.composite?.constituents → value.composite.constituents':
    'a descriptor without a composite is whole, and answered before',
  'abi/structure.ts: fits(value, field) → false': ANY_WAY,
  "abi/structure.ts: { return typeof value === 'number' && Number.isSafeInteger(v …  < ENDS[width]; } → {}":
    ANY_WAY,
  "abi/structure.ts: typeof value === 'number' && Number.isSafeInteger(value) &&  … lue < ENDS[width] → false":
    ANY_WAY,
  "abi/structure.ts: typeof value === 'number' → true": 'no bigint is a safe integer, which is asked next',
  "abi/structure.ts: typeof value === 'number' → typeof value !== 'number'": ANY_WAY,
  'abi/structure.ts: value >= 0 → value > 0': ANY_WAY,
  'abi/structure.ts: rest < 2 ** 32 → false':
    'a division gives the same bytes: the shift is a question of time only',
};
