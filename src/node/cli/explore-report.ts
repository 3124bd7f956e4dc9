import type { Campaign } from '../../core/explore/campaign/campaign.ts';
import type { Report } from '../../core/explore/campaign/report.ts';
import { reportFile } from '../explore/report-file.ts';
import { EXIT } from './exit.ts';
import { reportLines } from './explore-text.ts';
import { terminalOf } from './terminal.ts';

/** Prints what a campaign has shown, and has the process end with what that means. `aside` says why the specification did not look on. */
export function tellReport(
  campaign: Campaign,
  report: Report,
  json: true | undefined,
  aside: string | undefined,
): void {
  process.exitCode = report.found.length === 0 ? EXIT.OK : EXIT.BROKEN;
  const text =
    json === true
      ? JSON.stringify(reportFile(campaign, report))
      : reportLines(report, terminalOf(process.stdout, process.env), aside).join('\n');
  process.stdout.write(`${text}\n`);
}
