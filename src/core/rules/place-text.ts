/** Where a rule is broken. */
interface Place {
  readonly bytes?: { readonly offset: number; readonly length: number };
  /** Number of the argument register. */
  readonly register?: number;
}

/** Where a rule is broken, in words: "bytes 24+4", "register w3"; '' where it is no place. */
export function placeText({ bytes, register }: Place): string {
  return [
    ...(bytes === undefined ? [] : [`bytes ${bytes.offset}+${bytes.length}`]),
    ...(register === undefined ? [] : [`register w${register}`]),
  ].join(', ');
}
