import { createPreferences } from '#parts';

/** What this reader chose on this machine. */
export const { preferences, prefer, onPreference, usePreferences } = createPreferences('gridloop.preferences');
