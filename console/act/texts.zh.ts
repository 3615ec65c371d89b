import type { Dictionary } from '#parts';
import type { en } from './texts.en.ts';

export const zh: Dictionary<typeof en> = { title: 'act' };
