/** Fulfilled when the user, or whoever started us, wants no more. */
export async function untilTold(): Promise<void> {
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
}
