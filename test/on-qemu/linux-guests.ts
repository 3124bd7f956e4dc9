import { GuestCache } from '../../src/node/guest/cache.ts';

export const CACHE: GuestCache = GuestCache.of(process.env);
export const RELEASES: readonly string[] = await CACHE.releases();
if (RELEASES.length === 0)
  console.log('Left out: Linux in QEMU, because there is no guest. tantalum guest fetch gets one.');
