export const en = { title: 'learn' } as const;
