import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../app/frame-routes.ts';
import { listSearch, text, whole, type ListSearch } from '../app/search.ts';

const models = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/models',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'used' | 'sort' | 'order'> =>
    listSearch(['text', 'used', 'sort', 'order'], search),
  component: screen('understand', (): Loaded => import('./models.tsx')),
});
const trainModel = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/train-model',
  // The training under way, so that its progress is still there after the page was loaded again.
  validateSearch: (search: Record<string, unknown>): { model?: string | undefined; job?: string | undefined } => ({
    model: text(search['model']),
    job: text(search['job']),
  }),
  component: screen('understand', (): Loaded => import('./train-model.tsx')),
});
const importModel = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/import-model',
  validateSearch: (search: Record<string, unknown>): { model?: string | undefined } => ({
    model: text(search['model']),
  }),
  component: screen('understand', (): Loaded => import('./import-model.tsx')),
});
const model = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/models/$model',
  validateSearch: (search: Record<string, unknown>): { with?: number | undefined; of?: number | undefined } => ({
    of: whole(search['of']),
    with: whole(search['with']),
  }),
  component: screen('understand', (): Loaded => import('./model.tsx')),
});
const modelReport = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/models/$model/$version',
  component: screen('understand', (): Loaded => import('./model-report.tsx')),
});

export const modelRoutes = [models, trainModel, importModel, model, modelReport] as const;
