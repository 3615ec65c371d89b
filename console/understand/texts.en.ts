export const en = { title: 'understand' } as const;
