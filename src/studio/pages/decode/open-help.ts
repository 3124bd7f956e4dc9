/** Of the dialog that shows which key does what. */
export const HELP_ID = 'help';

/** Shows which key does what. */
export function openHelp(): void {
  const dialog = document.getElementById(HELP_ID);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
