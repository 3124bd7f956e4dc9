import { majorOf, minorOf, versionText } from '../../core/abi/versions.ts';
import { brokenWhen, type Check } from './check.ts';
import { childOf } from './dts-tree.ts';
import { EL0, EL1, EXCEPTION_LEVELS, isUserLevel, S_EL0, S_EL1 } from './execution.ts';
import { EXECUTION_RULES } from './execution-rules.ts';
import type { Manager } from './partition.ts';

/** The levels at which each kind of manager runs partitions. */
const LEVELS: Readonly<Record<Manager['kind'], readonly number[]>> = {
  spmc: [S_EL0, S_EL1],
  hypervisor: [EL1, EL0],
};

const nameOf = (level: number): string => EXCEPTION_LEVELS[level] ?? `${level}`;

export const EXECUTION_CHECKS: readonly Check[] = [
  {
    rule: EXECUTION_RULES.ffaVersionMajor,
    find: ({ node, ffaVersion }, { version }) =>
      brokenWhen(
        ffaVersion > 0x7fff_ffff || majorOf(ffaVersion) !== majorOf(version),
        node,
        'ffa-version',
        `\`ffa-version\` is 0x${ffaVersion.toString(16)}, expected major version ${majorOf(version)}`,
      ),
  },
  {
    rule: EXECUTION_RULES.ffaVersionNewer,
    find: ({ node, ffaVersion }, { version }) =>
      brokenWhen(
        ffaVersion <= 0x7fff_ffff &&
          majorOf(ffaVersion) === majorOf(version) &&
          minorOf(ffaVersion) > minorOf(version),
        node,
        'ffa-version',
        `\`ffa-version\` is ${versionText(ffaVersion)}, expected at most ${versionText(version)}`,
      ),
  },
  {
    rule: EXECUTION_RULES.exceptionLevel,
    find: ({ node, exceptionLevel }, { kind }) =>
      brokenWhen(
        !LEVELS[kind].includes(exceptionLevel),
        node,
        'exception-level',
        `\`exception-level\` is ${exceptionLevel}, expected ${LEVELS[kind]
          .map((level) => `${level} (${nameOf(level)})`)
          .join(' or ')}`,
      ),
  },
  {
    rule: EXECUTION_RULES.contextsAtEl0,
    find: ({ node, exceptionLevel, executionContextCount }) =>
      brokenWhen(
        isUserLevel(exceptionLevel) && executionContextCount !== 1,
        node,
        'execution-ctx-count',
        `\`execution-ctx-count\` is ${executionContextCount} at ${nameOf(exceptionLevel)}, expected 1`,
      ),
  },
  {
    rule: EXECUTION_RULES.bootInfoRegister,
    find: ({ node, bootInfo, bootRegister }) =>
      brokenWhen(
        bootInfo !== undefined && bootRegister === undefined,
        childOf(node, 'boot-info') ?? node,
        'gp-register-num',
        'found `boot-info` without `gp-register-num`',
      ),
  },
];
