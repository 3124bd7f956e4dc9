import { brokenWhen, type Check } from './check.ts';
import { LIFECYCLE_RULES } from './lifecycle-rules.ts';

export const LIFECYCLE_CHECKS: readonly Check[] = [
  {
    rule: LIFECYCLE_RULES.lifecycleContexts,
    find: ({ node, lifecycleSupport, executionContextCount }) =>
      brokenWhen(
        lifecycleSupport && executionContextCount !== 1,
        node,
        'lifecycle-support',
        `found \`lifecycle-support\` with ${executionContextCount} execution contexts, expected 1`,
      ),
  },
  {
    rule: LIFECYCLE_RULES.abortActionAlone,
    find: ({ node, abortAction, lifecycleSupport }) =>
      brokenWhen(
        abortAction !== undefined && !lifecycleSupport,
        node,
        'abort-action',
        'found `abort-action` without `lifecycle-support`',
      ),
  },
];
