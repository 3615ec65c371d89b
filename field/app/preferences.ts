import { createPreferences } from '#parts';

/** What was chosen on this phone. */
export const { preferences, prefer, onPreference, usePreferences } = createPreferences('gridloop.field.preferences');
