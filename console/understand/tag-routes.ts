import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../app/frame-routes.ts';
import { listSearch, type ListSearch } from '../app/search.ts';

const tags = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'category' | 'state' | 'sort' | 'order'> =>
    listSearch(['text', 'category', 'state', 'sort', 'order'], search),
  component: screen('understand', (): Loaded => import('./tags.tsx')),
});
const tag = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags/$tag',
  component: screen('understand', (): Loaded => import('./tag.tsx')),
});

export const tagScreens = [tags, tag] as const;
