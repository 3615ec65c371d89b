export const en = { title: 'know' } as const;
