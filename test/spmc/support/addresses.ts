/** Where everything lies in the machine of `world.ts`. */

/** Addresses as their owner sees them. Each of these regions has 1024 pages, the first 32 of which are kept for buffers. */
export const OS_RAM = 0x4000_0000;
export const VM1_RAM = 0x5000_0000;
export const VM2_RAM = 0x8000_0000;
export const SP1_RAM = 0x1000_0000;
export const SP2_RAM = 0x1100_0000;
export const USER_RAM = 0x1200_0000;

/** 16 pages each. */
export const OS_READ_ONLY = 0x4800_0000;
export const OS_NO_EXECUTE = 0x4900_0000;
export const OS_DEVICE = 0x0900_0000;
export const SP1_READ_ONLY = 0x1800_0000;
export const SP1_DEVICE = 0x0a00_0000;
export const SP1_NON_SECURE = 0x7000_0000;

/** Where VM2's memory lies: the first 512 pages here, the other 512 there. */
export const VM2_LOW = 0x6000_0000;
export const VM2_HIGH = 0x6800_0000;
/** What VM2 borrows appears here, in 64 pages. */
export const VM2_BORROWING = 0xa000_0000;

/** Physical address space: 8 GiB, so that addresses do not fit in 32 bits. */
export const ADDRESS_SPACE = 0x2_0000_0000;

/** First page that no buffer needs, as an offset. */
export const HEAP = 0x2_0000;
/** RX lies so far behind TX. */
export const RX_OFFSET = 0x1_0000;
