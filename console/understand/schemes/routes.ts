import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../../app/frame-routes.ts';
import { listSearch, text, type ListSearch } from '../../app/search.ts';

const schemes = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/strategic',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'state' | 'sort' | 'order'> =>
    listSearch(['text', 'state', 'sort', 'order'], search),
  component: screen('understand', (): Loaded => import('./schemes.tsx')),
});
/** One scheme; the two dimensions that are crossed stand in the address. */
const scheme = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/strategic/scheme/$scheme',
  validateSearch: (search: Record<string, unknown>): { down?: string | undefined; across?: string | undefined } => ({
    down: text(search['down']),
    across: text(search['across']),
  }),
  component: screen('understand', (): Loaded => import('./scheme.tsx')),
});
/** The text of a scheme, or of a new one. */
const edit = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/strategic/text',
  validateSearch: (search: Record<string, unknown>): { scheme?: string | undefined } => ({
    scheme: text(search['scheme']),
  }),
  component: screen('understand', (): Loaded => import('./scheme-editor.tsx')),
});

export const segmentSchemeRoutes = [schemes, scheme, edit] as const;
