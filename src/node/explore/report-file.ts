/** The report of a campaign for programs, as `tantalum explore --json` prints it. In Node and in a browser. */

import { z } from 'zod';
import { type Campaign, machineAt } from '../../core/explore/campaign/campaign.ts';
import type { Report } from '../../core/explore/campaign/report.ts';
import { foundShape, tally, whole } from './batch-schema.ts';
import { planShape } from './campaign-schema.ts';
import { scenarioFile } from './scenario-file.ts';

const foundSchema = z.strictObject({
  ...foundShape,
  /** A machine file. */
  scenario: z.string().optional(),
});

export const reportSchema = z.strictObject({
  campaign: z.strictObject(planShape),
  walks: whole,
  calls: whole,
  found: z.array(foundSchema),
  specification: z.strictObject({ parts: whole, notMet: z.array(z.string()), met: tally }).optional(),
  rules: tally,
});

/** A report as plain data. What was found has the text of a machine file, where it was cut down to one. */
export type ReportFile = z.output<typeof reportSchema>;

/** A report for programs. */
export function reportFile(campaign: Campaign, { found, ...report }: Report): ReportFile {
  const { seed, calls, faults, model } = campaign;
  return {
    campaign: { seed, calls, faults, model },
    walks: report.walks,
    calls: report.calls,
    found: found.map(({ scenario, ...rest }) => ({
      ...rest,
      ...(scenario && { scenario: scenarioFile(machineAt(campaign, rest.machine), scenario) }),
    })),
    ...(report.specification && {
      specification: { ...report.specification, notMet: [...report.specification.notMet] },
    }),
    rules: report.rules,
  };
}
