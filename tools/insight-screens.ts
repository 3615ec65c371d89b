import type { Page } from 'playwright-core';

export interface Screen {
  readonly name: string;
  readonly path: string;
  /** Brings the screen into the state that is worth a picture. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** The screens of tags, groups of customers, models and plans: those that need nothing, and those of the first of each. */
export async function insightScreens(page: Page): Promise<Screen[]> {
  const ask = <T>(path: string): Promise<{ items?: readonly T[]; versions?: readonly T[] }> =>
    page.evaluate(async (address) => (await fetch(address)).json(), `/api${path}`);
  const first = async (path: string): Promise<readonly { id: string }[]> =>
    ((await ask<{ id: string }>(path)).items ?? []).slice(0, 1);
  const [tags, groups, models, plans] = await Promise.all(
    ['/tags?limit=1', '/segmentations?limit=1', '/models?limit=1', '/plans?limit=1'].map(first),
  );
  const versions = await Promise.all(
    (models ?? []).map(async ({ id }) => {
      const { versions: all = [] } = await ask<{ version: number }>(`/models/${id}`);
      return all.slice(0, 1).map(({ version }) => ({ id, version, before: all[1]?.version }));
    }),
  );
  return [
    { name: 'tags', path: '/understand/tags' },
    ...(tags ?? []).map(({ id }) => ({ name: 'tag', path: `/understand/tags/${id}` })),
    { name: 'new-tag', path: '/understand/audiences/rule?as=tag', prepare: writeTag },
    { name: 'studio', path: '/understand/segments/studio' },
    ...(groups ?? []).flatMap(({ id }) => {
      const path = `/understand/segments/studio?id=${id}`;
      return [
        { name: 'studio-fitted', path },
        { name: 'studio-group', path, prepare: openGroup },
      ];
    }),
    { name: 'models', path: '/understand/models' },
    { name: 'train-model', path: '/understand/train-model' },
    { name: 'import-model', path: '/understand/import-model' },
    ...(models ?? []).map(({ id }) => ({ name: 'model', path: `/understand/models/${id}` })),
    ...versions
      .flat()
      .flatMap(({ id, version, before }) => [
        { name: 'model-report', path: `/understand/models/${id}/${version}` },
        ...(before === undefined
          ? []
          : [{ name: 'model-comparison', path: `/understand/models/${id}?of=${before}&with=${version}` }]),
      ]),
    { name: 'plans', path: '/plan/plans' },
    ...(plans ?? []).map(({ id }) => ({ name: 'plan', path: `/plan/plans/${id}` })),
  ];
}

async function writeTag(page: Page): Promise<void> {
  await page.locator('textarea').fill('arpu >= 100 and not dnd');
  await page.waitForTimeout(1200);
}

async function openGroup(page: Page): Promise<void> {
  await page.locator('.segment-heat tbody tr').first().getByRole('button').first().click();
  await page.waitForTimeout(600);
}
