// The icons of the installed field app, drawn from the one mark: `node tools/icons.ts`, when parts/mark.svg has changed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const mark = readFileSync(join(root, 'parts', 'mark.svg'), 'utf8');
const icons = [
  { name: 'icon-192.png', size: 192, share: 0.74 },
  { name: 'icon-512.png', size: 512, share: 0.74 },
  // What a system cuts to its own shape keeps its middle four fifths.
  { name: 'icon-maskable-512.png', size: 512, share: 0.52 },
];

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const { name, size, share } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<body style="margin:0;background:#f5f7f9;display:grid;place-items:center;height:${size}px"><div style="width:${size * share}px">${mark}</div></body>`,
  );
  await page.screenshot({ path: join(root, 'field', 'public', name) });
}
await browser.close();
