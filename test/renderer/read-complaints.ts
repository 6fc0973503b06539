import type { Page } from 'playwright-core';

/** What a page has complained about since it was opened: errors, refusals of the content security policy. */
export async function readComplaints(page: Page): Promise<string[]> {
  const [errors, messages] = await Promise.all([
    page.pageErrors({ filter: 'all' }),
    page.consoleMessages({ filter: 'all' }),
  ]);
  const said = messages.filter((message) => message.type() === 'error').map((message) => message.text());
  // Of an agent that is stopped or wants a log-in; a refusal of the policy is said besides.
  const isNetwork = (text: string) => text.startsWith('Failed to load resource');
  return [...errors.map(({ message }) => message), ...said.filter((text) => !isNetwork(text))];
}
