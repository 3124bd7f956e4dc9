/** What a page says when its own program fails, which no input may bring about. */
export function defectText(why: string): string {
  return `This is a defect of the studio: ${why || 'a worker could not start'}.`;
}
