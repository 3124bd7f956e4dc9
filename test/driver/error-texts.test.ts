import { describe, expect, test } from 'vitest';
import { ERRNO } from '../../src/core/abi/errno.ts';
import { FUNCTIONS, functionName } from '../../src/core/abi/functions.ts';
import { STATUS, type StatusName } from '../../src/core/abi/statuses.ts';
import { errnoOf, LINUX_ERRNOS, U_BOOT_ERRNOS } from '../../src/core/driver/errno.ts';
import { errorText, isExplained } from '../../src/core/driver/error-texts.ts';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';
import { EXAMPLES } from '../../src/core/scenario/examples/examples.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import type { Scenario } from '../../src/core/scenario/scenario.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { pageNamed, yamlExamples } from '../docs/yaml-examples.ts';

const STATUSES = Object.keys(STATUS) as StatusName[];

/** What calls were refused with in a scenario. */
function refusalsIn(scenario: Scenario): readonly Refused[] {
  const found: Refused[] = [];
  runScenario(scenario, (event) => {
    if (event.kind !== 'trace' || event.event.kind !== 'call' || event.event.refusal === undefined) return;
    const { rule, status } = event.event.refusal;
    found.push({ call: functionName(event.event.in[0]!), rule, status });
  });
  return found;
}

interface Refused {
  readonly call: string;
  readonly rule: string;
  readonly status: StatusName;
}

/** The same call, refused by the same rule, with every status that a profile makes of it. */
function inEveryProfile({ call, rule, status }: Refused): readonly Refused[] {
  const others = PROFILES.flatMap(({ deviations }) => deviations)
    .filter((deviation) => deviation.rule === rule)
    .flatMap((deviation) => deviation.status ?? []);
  return [status, ...others].map((each) => ({ call, rule, status: each }));
}

/** What is refused for what it says, rather than because nobody may make the call, and has no text of its own. */
const unexplained = ({ call, rule, status }: Refused) =>
  !rule.startsWith('call/') && status !== 'NOT_SUPPORTED' && !isExplained(call, status);

describe('there is a text of its own', () => {
  test('for each call that a rule refuses, whatever the profile makes of its status', () => {
    const refused = EXAMPLES.flatMap((example) => refusalsIn(scenarioOf(example, 'broken')));

    expect(new Set(refused.map(({ rule }) => rule)).size).toBeGreaterThan(0.9 * EXAMPLES.length);
    expect(refused.flatMap(inEveryProfile).filter(unexplained)).toEqual([]);
  });

  test('for each refusal of docs/messages.md', async () => {
    const { files, steps } = yamlExamples(pageNamed('messages.md'));
    const refused: Refused[] = [];
    for (const { text } of [...files, ...steps]) {
      const reading = await readMachine(text, 'docs/example.yaml');
      if (reading.ok) refused.push(...refusalsIn(reading.scenario));
    }

    expect(refused.length).toBeGreaterThan(4);
    expect(refused.filter(unexplained)).toEqual([]);
  });

  // Source: clients-linux-uboot-pkvm 4.4.
  test.each<[string, StatusName[]]>([
    ['FFA_VERSION', ['NOT_SUPPORTED']],
    ['FFA_ID_GET', ['NOT_SUPPORTED']],
    ['FFA_FEATURES', ['NOT_SUPPORTED']],
    ['FFA_PARTITION_INFO_GET', ['INVALID_PARAMETERS', 'NO_MEMORY', 'BUSY', 'DENIED']],
    ['FFA_RXTX_UNMAP', ['INVALID_PARAMETERS']],
    ['FFA_RX_RELEASE', ['DENIED']],
    ['FFA_RXTX_MAP', ['INVALID_PARAMETERS', 'NO_MEMORY', 'DENIED']],
    ['FFA_MEM_SHARE', ['ABORTED', 'INVALID_PARAMETERS', 'NO_MEMORY', 'BUSY', 'DENIED']],
  ])('M12: for what U-Boot explains of %s', (call, statuses) => {
    expect(statuses.filter((status) => !isExplained(call, status))).toEqual([]);
  });
});

test('every call with every status has a text', () => {
  for (const { name } of FUNCTIONS)
    for (const status of STATUSES)
      expect(errorText(name, STATUS[status])).toMatch(new RegExp(`^${name}: \\w.{10,}\\w$`));
});

test('a text names the call without its width, and a status that is none', () => {
  expect(errorText('FFA_MEM_RECLAIM_32', -2)).toBe(
    "FFA_MEM_RECLAIM: the handle is none of the endpoint's, not all of it was sent, or the flags are wrong",
  );
  expect(errorText('FFA_MEM_SHARE_64', -42)).toBe('FFA_MEM_SHARE: status -42, which FF-A does not know');
});

/** Source: clients-linux-uboot-pkvm 1.13. */
test.each([
  [-1, 'EOPNOTSUPP', 'EOPNOTSUPP'],
  [-2, 'EINVAL', 'EINVAL'],
  [-3, 'ENOMEM', 'ENOMEM'],
  [-4, 'EBUSY', 'EBUSY'],
  [-5, 'EINTR', 'EINTR'],
  [-6, 'EACCES', 'EACCES'],
  [-7, 'EAGAIN', 'EAGAIN'],
  [-8, 'ECANCELED', 'ECANCELED'],
  [-9, 'ENODATA', 'EINVAL'],
  [-10, 'EAGAIN', 'EINVAL'],
  [-11, 'EINVAL', 'EINVAL'],
  [0, 'EINVAL', 'EINVAL'],
  [1, 'EINVAL', 'EINVAL'],
])('status %i is %s in Linux and %s in U-Boot', (status, linux, uBoot) => {
  expect([errnoOf(LINUX_ERRNOS, status), errnoOf(U_BOOT_ERRNOS, status)]).toEqual([linux, uBoot]);
});

test('error numbers are told apart', () => {
  expect(new Set(Object.values(ERRNO)).size).toBe(Object.keys(ERRNO).length);
});
