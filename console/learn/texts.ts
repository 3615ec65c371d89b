import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

/** Both languages in one piece, which comes with the first screen that says any of it. */
export const texts = { en, zh };
