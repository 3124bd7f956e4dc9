import { type MistakeCase, steps } from './mistake-case.ts';

/** Steps that name what the machine does not have. */
export const NAME_CASES: readonly MistakeCase[] = [
  {
    name: 'VMs, parcels, and who speaks which protocol',
    text: `memory: {}
partitions: { os: { id: 1 } }
vms: { guest: { vmid: 3 }, peer: { vmid: 4 } }
steps:
  - { by: guest, do: start }
  - { by: os, do: rm-hear }
  - { by: nobody, do: read, at: 0 }
  - { by: guest, do: rm-lend, to: { per: R, 77: R }, memory: [0], as: loan }
  - { by: guest, do: rm-append, parcel: lone, memory: [0x1000] }
  - { by: guest, do: rm-notify, what: shared, parcel: loan, to: [os] }
  - { by: guest, do: rm-vm, what: start, vm: pear }
`,
    mistakes: [
      '5:11: no partition is called guest, expected os',
      '6:11: no VM is called os, expected one of guest, peer',
      '7:11: no partition is called nobody, expected one of os, guest, peer',
      '8:37: no VM is called per, expected one of guest, peer; did you mean peer?',
      '9:41: no step before names a parcel lone, expected loan; did you mean loan?',
      '10:66: no VM is called os, expected one of guest, peer',
      '11:46: no VM is called pear, expected one of guest, peer; did you mean peer?',
    ],
  },
  steps(
    'who does it',
    '- { by: so, do: start }',
    '4:9: no partition is called so, expected one of os, guest',
  ),
  steps(
    'receivers',
    '- { by: os, do: share, to: { guest: RW, gest: RO, 0x8001: RO }, memory: [] }',
    '4:41: no partition is called gest, expected one of os, guest; did you mean guest?',
  ),
  steps(
    'an endpoint of 17 bits',
    '- { by: os, do: share, to: { 0x18001: RO }, memory: [] }',
    '4:30: found key 98305, expected the name of a partition, or an endpoint id of 16 bits',
  ),
  steps(
    'sender and receivers of a retrieve',
    '- { by: guest, do: retrieve, handle: 1, from: oss, receivers: { gues: RW } }',
    '4:47: no partition is called oss, expected one of os, guest; did you mean os?',
    '4:65: no partition is called gues, expected one of os, guest; did you mean guest?',
  ),
  steps(
    'the receiver of a request, and who is run',
    '- { by: os, do: request, to: gust }\n- { by: os, do: run, to: host }',
    '4:30: no partition is called gust, expected one of os, guest; did you mean guest?',
    '5:26: no partition is called host, expected one of os, guest; did you mean os?',
  ),
  steps(
    'who is listed',
    '- { by: os, do: partitions, names: [guest, vault] }',
    '4:44: no partition is called vault, expected one of os, guest',
  ),
  steps(
    'whose page it is',
    '- { do: check, page: 0x40000000, owner: guset, state: { vault: Owner-EA }, access: { x: RW } }',
    '4:41: no partition is called guset, expected one of os, guest; did you mean guest?',
    '4:57: no partition is called vault, expected one of os, guest',
    '4:86: no partition is called x, expected one of os, guest',
  ),
  steps(
    'contexts',
    '- { by: os, vcpu: 1, do: start }\n- { by: guest, vcpu: 2, do: start }\n- { by: guest, vcpu: 1, do: start }',
    '4:19: os has no context 1, expected 0, its only context',
    '5:22: guest has no context 2, expected 0 to 1',
  ),
  steps(
    'a transaction that no step names',
    '- { by: os, do: reclaim, handle: note }',
    '4:34: no step before names a transaction note, expected a name that `as` gave',
  ),
  steps(
    'a transaction that a later step names',
    '- { by: os, do: reclaim, handle: note }\n- { by: os, do: share, to: { guest: RW }, memory: [], as: note }\n- { by: os, do: call, function: FFA_MEM_RECLAIM, handle: not }',
    '4:34: no step before names a transaction note, expected a name that `as` gave',
    '6:58: no step before names a transaction not, expected note; did you mean note?',
  ),
  steps(
    'a retrieve that knows a handle only',
    '- { by: guest, do: retrieve, handle: 7 }',
    '4:3: from is missing, expected the sender, which a handle in numbers does not tell',
    '4:3: receivers is missing, expected the receivers, which a handle in numbers does not tell',
  ),
  steps(
    'pages where there is no memory',
    '- { do: check, page: 0x50000000 }\n- { do: withdraw, page: 0x3ffff000 }',
    '4:22: there is no memory at 0x50000000, expected an address in a memory region',
    '5:25: there is no memory at 0x3ffff000, expected an address in a memory region',
  ),
];
