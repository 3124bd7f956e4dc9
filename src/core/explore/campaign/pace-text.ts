const count = (value: number) => value.toLocaleString('en');

/** How quickly calls are made and how long the rest takes, after so many seconds: "1,234 calls/s, 5 min left". */
export function paceText(calls: number, seconds: number, left: number): string {
  const rate = calls / Math.max(seconds, 0.001);
  return `${count(Math.round(rate))} calls/s, ${durationText(left / Math.max(rate, 1))} left`;
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}
