import i18next from 'i18next';

/** What home and the frame say is in the page from the start; the words of these rooms come with their first screen. */
const dictionaries = {
  know: () => import('../know/texts.ts'),
  understand: () => import('../understand/texts.ts'),
  plan: () => import('../plan/texts.ts'),
  learn: () => import('../learn/texts.ts'),
  administration: () => import('../administration/texts.ts'),
};
type Room = keyof typeof dictionaries;

/** What the screens of each folder say, their own words and those of parts they borrow. */
export const said = {
  home: [],
  know: ['know', 'understand', 'administration'],
  understand: ['understand', 'know'],
  plan: ['plan'],
  act: ['learn'],
  learn: ['learn', 'understand', 'know'],
  administration: ['administration'],
} as const satisfies Readonly<Record<string, readonly Room[]>>;

/** The shape of the dictionaries that come later, for the keys of `t`. */
export type RoomTexts = {
  readonly [R in Room]: Awaited<ReturnType<(typeof dictionaries)[R]>>['texts']['en'];
};

/** Resolves when all that the screens of a folder say is there, in both languages. */
export async function wordsOf(folder: keyof typeof said): Promise<void> {
  await Promise.all(
    said[folder].map(async (room) => {
      const { texts } = await dictionaries[room]();
      for (const [language, words] of Object.entries(texts))
        i18next.addResourceBundle(language, 'console', { [room]: words }, true);
    }),
  );
}
