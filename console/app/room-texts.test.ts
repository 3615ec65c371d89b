import { expect, test } from 'vitest';
import { said } from './room-texts.ts';

const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
/** The files by their place in the console, as in `know/loads.tsx`. */
const files = new Map(
  Object.entries(sources).map(([path, text]) => [new URL(path, 'file:///console/app/').pathname.slice(9), text]),
);

/** What a file stands on, without the dictionaries. */
function standsOn(file: string, seen = new Set<string>()): ReadonlySet<string> {
  const text = files.get(file);
  if (text === undefined || seen.has(file) || /texts\.(en|zh)\.ts$/.test(file)) return seen;
  seen.add(file);
  for (const [, from, later] of text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g))
    standsOn(new URL(from ?? later ?? '', `file:///${file}`).pathname.slice(1), seen);
  return seen;
}

const screens = [...files].flatMap(([file, text]) =>
  [...text.matchAll(/screen\('(\w+)', \(\): Loaded => import\('([^']+)'\)\)/g)].map(([, folder, path]) => ({
    folder: folder as keyof typeof said,
    screen: new URL(path ?? '', `file:///${file}`).pathname.slice(1),
  })),
);
const laterRooms = [...new Set(Object.values(said).flat())];
const keys = new RegExp(`['"\`](${laterRooms.join('|')})\\.[a-zA-Z]`, 'g');

test('every screen comes with all the words that it and what it borrows say', () => {
  expect(screens.length).toBeGreaterThan(40);
  const frame = { folder: 'home', screen: 'app/shell.tsx' } as const;
  const missing = [frame, ...screens].flatMap(({ folder, screen }) =>
    [...standsOn(screen)]
      // It only names the branches that others ask it for; the router names the other screens.
      .filter((file) => file !== 'app/coded.ts' && file !== 'app/router.tsx' && !file.endsWith('routes.ts'))
      .flatMap((file) => [...(files.get(file) ?? '').matchAll(keys)].map(([, room]) => ({ file, room })))
      .filter(({ room }) => !said[folder].some((one) => one === room))
      .map(({ file, room }) => `${screen} stands on ${file}, which speaks of ${room}`),
  );
  expect([...new Set(missing)]).toEqual([]);
});
