import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

/** The texts of the shared components, for i18next's namespace `parts`. */
export const partsTexts = { en, zh };

declare module 'i18next' {
  interface ResourceNamespaceMap {
    parts: typeof en;
  }
}
