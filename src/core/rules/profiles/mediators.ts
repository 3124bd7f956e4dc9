import { VERSION_1_2 } from '../../abi/versions.ts';
import { type Profile, SPEC } from '../profile.ts';
import { PKVM } from './pkvm.ts';
import { XEN } from './xen.ts';

/** The consensus reading, for a hypervisor whose guests may meet each other. */
export const MEDIATOR: Profile = {
  ...SPEC,
  about: 'The architecture as most read it, for a hypervisor whose guests may share memory with each other.',
  mediates: {},
  deviations: [
    { rule: 'send/no-tx', status: 'DENIED', source: 'xen-mediator 27 R4' },
    { rule: 'send/normal-world-only', enforced: false, source: 'own rule' },
    { rule: 'indirect/normal-world-only', enforced: false, source: 'own rule' },
  ],
};

/** Xen's mediator itself: what its guests see, and what only shows where it stands in front of a manager. */
export const XEN_MEDIATOR: Profile = {
  ...XEN,
  mediates: {
    listsCaller: { since: VERSION_1_2, source: 'xen-mediator 9' },
    dropsFlagsAndTag: { source: 'xen-mediator 12' },
  },
  limits: { ...XEN.limits, teardownPause: 1, teardownTries: 0xffff_ffff },
  lacks: [...XEN.lacks, { functions: ['FFA_SPM_ID_GET', 'FFA_CONSOLE_LOG'], source: 'xen-mediator 6' }],
  deviations: [
    ...XEN.deviations,
    { rule: 'version/major', enforced: false, source: 'xen-mediator 4' },
    { rule: 'version/locked', enforced: false, source: 'xen-mediator 4' },
    { rule: 'mediator/scattered', enforced: true, source: 'xen-mediator 12.29' },
    { rule: 'notification/per-vcpu', status: 'DENIED', source: 'xen-mediator 17' },
  ],
};

/** pKVM's proxy itself. Its one guest is the host. */
export const PKVM_MEDIATOR: Profile = {
  ...PKVM,
  mediates: {
    servesHost: { source: 'clients-linux-uboot-pkvm 3, 3.4' },
    settlesVersion: { source: 'clients-linux-uboot-pkvm 3.2' },
    looksBeforeReclaim: { source: 'clients-linux-uboot-pkvm 3.6' },
  },
  lacks: [
    ...PKVM.lacks,
    { functions: ['FFA_RXTX_MAP', 'FFA_CONSOLE_LOG'], width: 32, source: 'clients-linux-uboot-pkvm 3.1' },
  ],
  deviations: [
    ...PKVM.deviations,
    { rule: 'mediator/no-version', status: 'INVALID_PARAMETERS', source: 'clients-linux-uboot-pkvm 3.2' },
    { rule: 'mediator/no-rx', status: 'BUSY', source: 'clients-linux-uboot-pkvm 3.3' },
    { rule: 'info/rx-too-small', status: 'ABORTED', source: 'clients-linux-uboot-pkvm 3.3' },
  ],
};

/** The mediator of Gunyah's hypervisor. Its guests meet secure partitions only: each other they meet through the resource manager. */
export const GUNYAH_MEDIATOR: Profile = {
  name: 'gunyah',
  about:
    "The mediator of Gunyah's hypervisor: guests lend and share with secure partitions, a page of descriptor at once.",
  mediates: {
    renegotiates: { source: 'gunyah 13.1' },
    keepsBuffers: { source: 'gunyah 13.2' },
    clearsReclaimed: { source: 'gunyah 13.5' },
  },
  limits: { mailboxPages: 1 },
  lacks: [
    { functions: ['FFA_MSG_SEND2'], source: 'gunyah 13.2' },
    {
      functions: ['FFA_MEM_DONATE', 'FFA_MEM_RETRIEVE_REQ', 'FFA_MEM_RELINQUISH', 'FFA_MEM_FRAG_RX'],
      source: 'gunyah 13',
    },
  ],
  deviations: [
    { rule: 'version/minor', enforced: true, source: 'gunyah 13.1' },
    { rule: 'mediator/no-rx', status: 'BUSY', source: 'gunyah 13.1' },
    { rule: 'send/dynamic-buffer', status: 'NOT_SUPPORTED', source: 'gunyah 13.3' },
    { rule: 'send/transaction-quota', status: 'DENIED', source: 'gunyah 13.3' },
    { rule: 'send/normal-world-only', status: 'INVALID_PARAMETERS', source: 'gunyah 13.3' },
    { rule: 'mediator/scattered', enforced: true, status: 'DENIED', source: 'gunyah 13.3' },
    { rule: 'mediator/not-secure', status: 'INVALID_PARAMETERS', source: 'gunyah 13.6' },
  ],
};

/** Every profile that a mediator can have, the default first. */
export const MEDIATORS: readonly Profile[] = [MEDIATOR, XEN_MEDIATOR, PKVM_MEDIATOR, GUNYAH_MEDIATOR];

/** A mediator's profile by its name. */
export function mediatorNamed(name: string): Profile | undefined {
  return MEDIATORS.find((profile) => profile.name === name);
}
