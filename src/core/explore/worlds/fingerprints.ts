/** How full the table may become before it is made twice as large. */
const FULLEST = 0.7;
const FIRST_ROOM = 1 << 12;

/**
 * Fingerprints of 64 bits, each as two halves, in a table with open addresses. Two different states may have one fingerprint: among n states
 * with a chance of n * n / 2^65, which is one in 37 million for a million of them.
 */
export class Fingerprints {
  private low: Uint32Array = new Uint32Array(FIRST_ROOM);
  private high: Uint32Array = new Uint32Array(FIRST_ROOM);
  private count = 0;

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return this.low.byteLength + this.high.byteLength;
  }

  /** Adds the fingerprint of a state. Returns false when it is there already. */
  add(state: Uint16Array): boolean {
    let low = 0x811c_9dc5;
    let high = 0x9e37_79b9;
    for (let at = 0; at < state.length; at++) {
      low = Math.imul(mix(low, state[at]), 5) + 0x7b4c_0a5d;
      high = Math.imul(mix(high, Math.imul(state[at], 0x9e37_79b1)), 9) + 0x3c6e_f372;
    }
    low = scatter(low ^ state.length);
    high = scatter(high ^ low);
    // Two zeros are an empty place.
    return this.insert(low, high === 0 ? 1 : high);
  }

  private insert(low: number, high: number): boolean {
    const mask = this.low.length - 1;
    const [ofLow, ofHigh] = [low >>> 0, high >>> 0];
    let at = (low ^ (high << 7)) & mask;
    while (this.high[at] !== 0) {
      if (this.low[at] === ofLow && this.high[at] === ofHigh) return false;
      at = (at + 1) & mask;
    }
    this.low[at] = ofLow;
    this.high[at] = ofHigh;
    if (++this.count > this.low.length * FULLEST) this.widen();
    return true;
  }

  private widen(): void {
    const { low, high } = this;
    this.low = new Uint32Array(low.length * 2);
    this.high = new Uint32Array(low.length * 2);
    this.count = 0;
    for (let at = 0; at < low.length; at++) if (high[at] !== 0) this.insert(low[at] | 0, high[at] | 0);
  }
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(value, 0xcc9e_2d51);
  const turned = hash ^ Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593);
  return (turned << 13) | (turned >>> 19);
}

function scatter(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}
