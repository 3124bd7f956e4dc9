import { VERSION_1_1 } from '../../core/abi/versions.ts';
import type { KindName } from '../../core/decode/kind.ts';

/** Something to look at for those who have nothing to paste yet. */
export interface Example {
  readonly name: string;
  readonly about: string;
  readonly text: string;
  /** What it is, where its looks do not say that. */
  readonly call?: KindName;
  /** The version of those who read it. */
  readonly version?: number;
}

export const EXAMPLES: readonly Example[] = [
  {
    name: 'A lend that is refused',
    about: 'Two pages for partition 0x8001, with permissions that only some managers take.',
    call: 'lend',
    text: `00000000: 0000 2f00 0000 0000 0000 0000 0000 0000  ../.............
00000010: 0000 0000 0000 0000 2000 0000 0100 0000  ........ .......
00000020: 3000 0000 0000 0000 0000 0000 0000 0000  0...............
00000030: 0180 0600 5000 0000 0000 0000 0000 0000  ....P...........
00000040: 0000 0000 0000 0000 0000 0000 0000 0000  ................
00000050: 0200 0000 0200 0000 0000 0000 0000 0000  ................
00000060: 0010 0040 0000 0000 0100 0000 0000 0000  ...@............
00000070: 0020 0040 0000 0000 0100 0000 0000 0000  . .@............
`,
  },
  {
    name: 'Layouts mixed up',
    about: 'A driver of FF-A 1.0 wrote this, and a manager of FF-A 1.1 reads it.',
    version: VERSION_1_1,
    text: `static const uint32_t share[] = {
	0x002f0000, 0, 0, 0, /* sender, attributes, flags, handle */
	0, 0, 0, 1,          /* tag, receivers */
	0x00028001, 48, 0, 0,
	1, 1, 0, 0,
	0x40010000, 0, 1, 0,
};
`,
  },
  {
    name: 'A console log',
    about: 'Somebody wants memory back that somebody else still has.',
    text: `NOTICE:  BL31: Built : 10:00:00, Nov 21 2026
VERBOSE: SPM(0): 0x84000077 0x5 0x0 0x0 0x0 0x0 0x0 0x0
VERBOSE: Tried to reclaim memory handle 0x5 that has not been relinquished by all borrowers(8001).
VERBOSE: SPM(0): 0x84000060 0x0 0xfffffffa 0x0 0x0 0x0 0x0 0x0
D/TC:0 0 give_back:88 05 00 00 00 00 00 00 00  00 00 00 00 01 00 00 00
D/TC:0 0 give_back:88 01 80
E/TC:0 0 thread_spmc_relinquish:1856 Failed to relinquish cookie 0x5
[    9.100000] the SPMC did not like it
`,
  },
  {
    name: 'A message of Gunyah',
    about: 'A parcel for VM 45, with rights that no translation table can express.',
    text: `21 01 0700 12000051
00 00 00 00 09000000
0100 0000  2d00 02 00
0100 0000  0000204000000000  0010000000000000
0000 0000
`,
  },
  {
    name: 'A recording',
    about: 'A partition speaks FF-A 1.2 and gives memory back.',
    text: `{"format":"ffa-trace","version":1}
{"seq":1,"from":"vault","in":["0x84000063","0x10002"],"out":["0x10002"]}
{"seq":2,"from":"vault","in":["0x84000076"],"out":["0x84000061"],"tx":"050000000000000000000000010000000180"}
`,
  },
];
