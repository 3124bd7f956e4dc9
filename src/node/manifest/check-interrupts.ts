import { brokenWhen, type Check } from './check.ts';
import { EXCEPTION_LEVELS, isUserLevel, S_EL1 } from './execution.ts';
import { MANAGED_EXIT, OTHER_QUEUED, QUEUED } from './interrupt-actions.ts';
import { INTERRUPT_RULES } from './interrupt-rules.ts';
import { writtenNumber } from './properties.ts';
import { POWER_CPU_OFF } from './subscriptions.ts';

const POWER = 'power-management-messages';

export const INTERRUPT_CHECKS: readonly Check[] = [
  {
    rule: INTERRUPT_RULES.managedExitLevel,
    find: ({ node, nsInterruptsAction, managedExit, exceptionLevel }) =>
      brokenWhen(
        nsInterruptsAction === MANAGED_EXIT && exceptionLevel !== S_EL1,
        node,
        managedExit ? 'managed-exit' : 'ns-interrupts-action',
        `found a managed exit at ${EXCEPTION_LEVELS[exceptionLevel] ?? exceptionLevel}, expected S-EL1`,
      ),
  },
  {
    rule: INTERRUPT_RULES.managedExitDeprecated,
    find: ({ node, managedExit }) =>
      brokenWhen(
        managedExit,
        node,
        'managed-exit',
        '`managed-exit` is there, read as `ns-interrupts-action = <1>`',
      ),
  },
  {
    rule: INTERRUPT_RULES.otherSInterruptsQueued,
    find: ({ node, otherSecureInterruptsAction, nsInterruptsAction }) =>
      brokenWhen(
        otherSecureInterruptsAction === OTHER_QUEUED && nsInterruptsAction !== QUEUED,
        node,
        'other-s-interrupts-action',
        `\`other-s-interrupts-action\` is 0 (queued) while \`ns-interrupts-action\` is ${nsInterruptsAction}`,
      ),
  },
  {
    rule: INTERRUPT_RULES.sriPolicyLevel,
    find: ({ node, exceptionLevel }) =>
      brokenWhen(
        isUserLevel(exceptionLevel) && node.properties.has('sri-interrupts-policy'),
        node,
        'sri-interrupts-policy',
        `found \`sri-interrupts-policy\` at ${EXCEPTION_LEVELS[exceptionLevel]}, expected none`,
      ),
  },
  {
    rule: INTERRUPT_RULES.powerMessagesDropped,
    find: ({ node, powerManagementMessages }) => {
      const written = writtenNumber(node, POWER) ?? 0n;
      return brokenWhen(
        written !== BigInt(powerManagementMessages),
        node,
        POWER,
        `\`${POWER}\` is ${written}, read as ${powerManagementMessages & POWER_CPU_OFF}`,
      );
    },
  },
];
