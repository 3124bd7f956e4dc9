/** Says what `npm test` does without. */
export function setup(): void {
  console.log(
    'Left out: test/**/*.guest.ts, which fetch guests and run them in QEMU. npm run test:guest does.',
  );
}
