import ReportWorker from './report-worker.ts?worker&inline';

/** Starts the worker of a report from its text, for there is no file beside the report's. */
export function startReportWorker(): Worker {
  return new ReportWorker();
}
