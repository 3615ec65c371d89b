import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { NotFound } from './not-found.tsx';
import { wordsOf, type said } from './room-texts.ts';
import { ScreenError } from './screen-error.tsx';
import { currentSession } from './session.ts';
import { SignedIn } from './shell.tsx';

/**
 * Screens are loaded when they are opened, and what they say with them. Their own types stay out of the route tree, which they refer to: so each
 * loader says what it gives, or the compiler would look into the screen to find out, and go round in a circle.
 */
export type Loaded = Promise<{ default: ComponentType }>;
export const screen = (folder: keyof typeof said, load: () => Loaded) =>
  lazyRouteComponent(async () => {
    const [loaded] = await Promise.all([load(), wordsOf(folder)]);
    return loaded;
  });

export const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ScreenError,
});

/** What stands behind the log-in: every screen of a room is a child of it. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    if (await currentSession(context.queries)) return;
    throw redirect({ to: '/login', search: location.href === '/' ? {} : { to: location.href } });
  },
  component: SignedIn,
});
