import type { Page, Route } from 'playwright-core';

/** The states in which a screen has nothing to show: still waiting, refused, failed, without a network, empty. */
export const screenStates = ['waiting', 'forbidden', 'failed', 'away', 'empty'] as const;
export type ScreenState = (typeof screenStates)[number];

const session = /\/api\/(session|events)/;

/** Lets every answer but the session's be as in this state, until it is called again. */
export async function bringAbout(page: Page, state: ScreenState): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.route(/\/api\//, (route) => {
    if (session.test(route.request().url()) || route.request().method() === 'PUT') return route.continue();
    return answer(route, state);
  });
}

function answer(route: Route, state: ScreenState): Promise<void> {
  switch (state) {
    case 'waiting':
      return new Promise(() => undefined);
    case 'forbidden':
      return problem(route, 403, { code: 'not-allowed', title: 'You do not have the right to do this' });
    case 'failed':
      return problem(route, 500, {
        code: 'fault',
        title: 'Something went wrong',
        parameters: { incident: '4f2a-19c7' },
      });
    case 'away':
      return route.abort('internetdisconnected');
    case 'empty':
      return empty(route);
  }
}

const problem = (route: Route, status: number, body: object): Promise<void> =>
  route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', status, problems: [], parameters: {}, ...body }),
  });

/** The server's own answer with every list in it emptied and every total at nought. */
async function empty(route: Route): Promise<void> {
  const response = await route.fetch();
  const told: unknown = await response.json().catch(() => undefined);
  if (typeof told !== 'object' || told === null) return route.fulfill({ response });
  const emptied = Object.entries(told).map(([name, value]: [string, unknown]) => [
    name,
    Array.isArray(value) ? [] : typeof value === 'number' ? 0 : value,
  ]);
  return route.fulfill({ response, json: Object.fromEntries(emptied) as object });
}
