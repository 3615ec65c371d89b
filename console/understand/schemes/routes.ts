import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../../app/frame-routes.ts';
import { text } from '../../app/search.ts';

const schemes = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/strategic',
  component: screen((): Loaded => import('./schemes.tsx')),
});
/** One scheme; the two dimensions that are crossed stand in the address. */
const scheme = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/strategic/scheme/$scheme',
  validateSearch: (search: Record<string, unknown>): { down?: string | undefined; across?: string | undefined } => ({
    down: text(search['down']),
    across: text(search['across']),
  }),
  component: screen((): Loaded => import('./scheme.tsx')),
});
/** The text of a scheme, or of a new one. */
const edit = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/strategic/text',
  validateSearch: (search: Record<string, unknown>): { scheme?: string | undefined } => ({
    scheme: text(search['scheme']),
  }),
  component: screen((): Loaded => import('./scheme-editor.tsx')),
});

export const segmentSchemeRoutes = [schemes, scheme, edit] as const;
