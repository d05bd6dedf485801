/** After a form came back with problems, their list is where reading goes on. */
export function focusSummary(): void {
  document.querySelector<HTMLElement>('[data-summary]')?.focus()
}
