/** Copies of at most this many words are made in a loop, which beats the engine's own copy of a page. */
const LOOP_WORDS = 48;

/**
 * Copies the first `words` words from one page to another. What is behind them may be copied as well: a copy of the whole needs no view
 * of a part, and makes nothing that has to be collected. Returns how many were copied.
 */
export function copyWords(from: Uint32Array, into: Uint32Array, words: number): number {
  if (words > LOOP_WORDS) {
    into.set(from);
    return from.length;
  }
  let done = 0;
  // Four at a time: what the engine does once per turn costs as much as copying two words.
  for (; done < words - 3; done += 4) {
    into[done] = from[done];
    into[done + 1] = from[done + 1];
    into[done + 2] = from[done + 2];
    into[done + 3] = from[done + 3];
  }
  for (; done < words; done++) into[done] = from[done];
  return words;
}
