import { type MistakeCase, steps } from './mistake-case.ts';

const VERBS =
  'one of start, partitions, reached, share, lend, donate, continue, retrieve, relinquish, reclaim, request, respond, wait, yield, run, preempt, message, receive, bitmap, unbitmap, bind, unbind, notify, notifications, read, write, release, unmap, call, abort, withdraw, lie, tick, create, check, rm-share, rm-lend, rm-donate, rm-append, rm-accept, rm-release, rm-reclaim, rm-notify, rm-hear, rm-vm, rm-request, rm-packet';
const STEP = 'a map with the key do: { by: NAME, do: VERB }';
const HEX = 'bytes as pairs of hex digits in quotes: "68 65 6c"';

/** Steps that say what no step can say. */
export const STEP_CASES: readonly MistakeCase[] = [
  steps(
    'time and guests without a mediator',
    '- { do: tick }\n- { do: create, guest: os }\n- { do: lie, registers: {} }',
    '4:9: there is no mediator for tick, expected a machine with `mediator: {}`',
    '5:9: there is no mediator for create, expected a machine with `mediator: {}`',
    '6:9: there is no mediator for lie, expected a machine with `mediator: {}`',
  ),
  steps(
    'time that does not pass, and no guest',
    '- { do: tick, times: 0 }\n- { do: create }',
    '4:22: times is 0, expected how many units of time: 1 to 10000',
    '5:3: guest is missing, expected the name of a partition',
  ),
  steps(
    'an unknown verb',
    '- { by: os, do: shrae }',
    `4:17: do is "shrae", expected ${VERBS}; did you mean share?`,
  ),
  steps(
    'a verb like no other',
    '- { by: os, do: frobnicate }',
    `4:17: do is "frobnicate", expected ${VERBS}`,
  ),
  steps('no verb', '- { by: os }', `4:3: do is missing, expected ${STEP}`),
  steps('a step that is a word', '- start', `4:3: step 1 is "start", expected ${STEP}`),
  steps('nobody who does it', '- { do: start }', '4:3: by is missing, expected the name of a partition'),
  steps(
    'an unknown key, with its place',
    '- do: read\n  by: os\n  at: 0x40000000\n  byte: "00"',
    '7:3: unknown key byte, expected one of do, by, vcpu, note, refused, errno, faults, at, bytes, length; did you mean bytes?',
  ),
  steps(
    'somebody who checks a page',
    '- { by: os, do: check, page: 0x40000000 }',
    '4:5: unknown key by, expected one of do, note, page, owner, state, access',
  ),
  steps(
    'permissions that are none',
    '- { by: os, do: share, to: { guest: RX }, memory: [] }',
    '4:37: guest is "RX", expected permissions: none, none NX, none X, RO, RO NX, RO X, RW, RW NX, RW X, or a number of 8 bits',
  ),
  steps(
    'no receivers',
    '- { by: os, do: share, to: {}, memory: [] }',
    '4:28: to is a map, expected one receiver or more: { vault: RW }',
  ),
  steps(
    'memory that is no list',
    '- { by: os, do: share, to: { guest: RW }, memory: 0x40000000 }',
    '4:51: memory is 0x40000000, expected a list of pages: [0x40100000, 0x40200000+4]',
  ),
  steps(
    'a run of pages that is none, in a list of several lines',
    '- by: os\n  do: share\n  to: { guest: RW }\n  memory:\n    - 0x40000000\n    - 0x40001000..4',
    '9:7: memory[1] is "0x40001000..4", expected an address for one page, or ADDRESS+PAGES: 0x40100000+4',
  ),
  steps(
    'a run of more pages than a descriptor can tell',
    '- { by: os, do: share, to: { guest: RW }, memory: [0x40000000+4294967296] }',
    '4:52: memory[0] is "0x40000000+4294967296", expected an address for one page, or ADDRESS+PAGES: 0x40100000+4',
  ),
  steps(
    'a series of runs that never ends, and one that does not say how it goes on',
    '- { by: os, do: share, to: { guest: RW }, memory: [{ at: 0, times: 1e9, every: 8K }, { at: 0, times: 2 }] }',
    '4:68: times is 1e9, expected a number of runs, 1 to 100000',
    '4:86: every is missing, expected a size in whole pages: 4096, 4K, 16M, 1G',
  ),
  steps(
    'an unknown flag',
    '- { by: os, do: share, to: { guest: RW }, memory: [], flags: [zeros] }',
    '4:63: flags[0] is "zeros", expected one of zero, time-slice, zero-after-relinquish, share, lend, donate, bypass; did you mean zero?',
  ),
  steps(
    'attributes that are none',
    '- { by: os, do: share, to: { guest: RW }, memory: [], attributes: cached }',
    '4:67: attributes is "cached", expected attributes: normal, device, unspecified, or a number of 16 bits',
  ),
  steps(
    'no fragments',
    '- { by: os, do: share, to: { guest: RW }, memory: [], stopAfter: 0 }',
    '4:66: stopAfter is 0, expected a number of 32 bits, 1 or more',
  ),
  steps(
    'bytes without quotes',
    '- { by: os, do: write, at: 0, bytes: 12 }',
    `4:38: bytes is 12, expected ${HEX}`,
  ),
  steps(
    'half a byte',
    '- { by: os, do: write, at: 0, bytes: "12 3" }',
    `4:38: bytes is "12 3", expected ${HEX}`,
  ),
  steps(
    'a register that is none',
    '- { by: os, do: call, function: FFA_ID_GET, registers: { w1: 0, w18: 0 } }',
    '4:65: found key w18, expected a register: w0 to w17 or x0 to x17',
  ),
  steps(
    'a value too large for a register',
    '- { by: os, do: call, function: FFA_ID_GET, registers: { x1: "0x10000000000000000" } }',
    '4:62: x1 is "0x10000000000000000", expected a number, or up to sixteen hex digits in quotes: "0x8000000000000001"',
  ),
  steps(
    'an unknown function',
    '- { by: os, do: call, function: FFA_MEM_SHARED_32 }',
    '4:33: function is "FFA_MEM_SHARED_32", expected the name of an FF-A function, or a function id; did you mean FFA_MEM_SHARE?',
  ),
  steps(
    'a function in a width it does not have',
    '- { by: os, do: call, function: FFA_VERSION, wide: true }\n- { by: os, do: call, function: FFA_PARTITION_INFO_GET_REGS }',
    '4:33: FFA_VERSION has no 64-bit form, expected no `wide: true`',
    '5:33: FFA_PARTITION_INFO_GET_REGS has no 32-bit form, expected `wide: true`',
  ),
  steps(
    'more data than a message carries',
    '- { by: os, do: request, to: guest, data: [1, 2, 3, 4, 5, 6] }',
    '4:43: data is a list of 6, expected five numbers at most',
  ),
  steps(
    'a patch at no offset',
    '- { by: os, do: relinquish, handle: 1, patch: { end: "00" } }',
    '4:49: found key end, expected an offset in the descriptor, in bytes',
  ),
  steps(
    'an unknown fault',
    '- { by: os, do: read, at: 0, faults: permissions }',
    '4:38: faults is "permissions", expected one of translation, permission; did you mean permission?',
  ),
  steps(
    'an unknown rule',
    '- { by: os, do: reclaim, handle: 1, refused: reclaim/hold }',
    '4:46: refused is "reclaim/hold", expected the id of a rule; did you mean reclaim/held?',
  ),
  steps(
    'an unknown rule and an unknown status in a map',
    '- by: os\n  do: reclaim\n  handle: 1\n  refused: { rule: reclaim/hold, status: DENIE }',
    '7:20: rule is "reclaim/hold", expected the id of a rule; did you mean reclaim/held?',
    '7:42: status is "DENIE", expected one of NOT_SUPPORTED, INVALID_PARAMETERS, NO_MEMORY, BUSY, INTERRUPTED, DENIED, RETRY, ABORTED, NO_DATA, NOT_READY, UNIMPLEMENTED, NOMEM, NORESOURCE, MSG_INVALID, ARGUMENT_INVALID, HANDLE_INVALID, VALIDATE_FAILED, MAP_FAILED, MEM_INVALID, MEM_INUSE, MEM_RELEASED, VMID_INVALID, LOOKUP_FAILED, IRQ_INVALID, IRQ_INUSE, IRQ_RELEASED, IN_USE, IRQ_NOT_MAPPED, VM_STATE; did you mean DENIED?',
  ),
  steps(
    'a refusal of which nothing is said',
    '- { by: os, do: reclaim, handle: 1, refused: {} }',
    '4:46: refused is a map, expected the id of a rule, or some of { rule, status, bytes, register }',
  ),
  steps(
    'a range of bytes that is none',
    '- { by: os, do: reclaim, handle: 1, refused: { bytes: 24-28 } }',
    '4:55: bytes is "24-28", expected a range of bytes, OFFSET+LENGTH: 24+4',
  ),
  steps(
    'a refusal and a fault',
    '- { by: os, do: read, at: 0, refused: send/held, faults: translation }',
    '4:50: found refused and faults, expected one of the two',
  ),
];
