/** Copies of at most this many words are made in a loop, which beats making a view for `set`. */
const LOOP_WORDS = 48;

/** Copies words from one array to another. */
export function copyWords(
  from: Uint32Array,
  fromAt: number,
  into: Uint32Array,
  intoAt: number,
  words: number,
): void {
  if (words > LOOP_WORDS) {
    into.set(words === from.length ? from : from.subarray(fromAt, fromAt + words), intoAt);
    return;
  }
  let done = 0;
  // Four at a time: what the engine does once per turn costs as much as copying two words.
  for (; done < words - 3; done += 4) {
    const source = fromAt + done;
    const target = intoAt + done;
    into[target] = from[source];
    into[target + 1] = from[source + 1];
    into[target + 2] = from[source + 2];
    into[target + 3] = from[source + 3];
  }
  for (; done < words; done++) into[intoAt + done] = from[fromAt + done];
}
