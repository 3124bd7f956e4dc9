import type { Workload } from '../bench.ts';
import { c1 } from './c1.ts';
import { g1 } from './g1.ts';
import { m1 } from './m1.ts';
import { m2 } from './m2.ts';
import { m3 } from './m3.ts';
import { m4 } from './m4.ts';
import { s1 } from './s1.ts';
import { v1 } from './v1.ts';
import { w1 } from './w1.ts';
import { w2 } from './w2.ts';
import { w3 } from './w3.ts';
import { w4 } from './w4.ts';
import { w5 } from './w5.ts';
import { w6 } from './w6.ts';
import { w7 } from './w7.ts';
import { w8 } from './w8.ts';
import { w9 } from './w9.ts';
import { w10 } from './w10.ts';
import { w15 } from './w15.ts';
import { w16 } from './w16.ts';
import { x1 } from './x1.ts';
import { x2 } from './x2.ts';

/** The workloads by name, in the order in which they are run. */
export const WORKLOADS: Readonly<Record<string, Workload>> = {
  w1,
  w2,
  w3,
  w4,
  w5,
  w6,
  w7,
  w8,
  w9,
  w10,
  w15,
  w16,
  m1,
  m2,
  m3,
  m4,
  v1,
  g1,
  c1,
  s1,
  x1,
  x2,
};
