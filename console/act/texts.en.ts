export const en = { title: 'act' } as const;
