// What `npm start`, `npm test` and the command line call first. It needs nothing but Node 20.19 and npm.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants as zlib, gzipSync } from 'node:zlib';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Stripping types and parsing a thousand modules takes a second; whoever is started from here finds that done.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'node');
const stamp = join(root, 'node_modules', '.gridloop-installed');

/** The Node the package brings; the one that runs this file may be older. */
export const node24 = () => join(root, 'node_modules', 'node', 'bin', 'node');

/**
 * Installs when node_modules is missing or older than package-lock.json; costs a few looks at the disk otherwise.
 * `npm install --no-save` and not `npm ci`: it takes the very versions of the lock too, but does not refuse where a
 * registry lacks the packages of other platforms (which npm then leaves out of the lock).
 */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node.js 20.19 or later is needed to start; this is ${process.version}.`);
  const wanted = digest([join(root, 'package-lock.json')]);
  const installedByUs = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (existsSync(node24()) && (installedByUs || installedByHand())) return;
  say('Installing what is needed (once, a minute or two) …');
  const npm = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', npm, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) fail('npm install failed: see above. It needs the npm registry.');
  if (!existsSync(node24()))
    fail('The npm package "node" brought no Node for this machine; see the README for running with your own Node 24.');
  writeFileSync(stamp, wanted);
}

/** Whether somebody has run npm here since the lock was last changed: npm writes what it has installed. */
function installedByHand() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** Builds the web apps whose sources have changed since their last build. */
function ensureApps() {
  for (const app of ['console', 'field']) ensureApp(app);
}

function ensureApp(app) {
  const wanted = digest([app, 'parts', 'contract', 'query'].flatMap((room) => files(join(root, room))));
  const built = join(root, 'dist', `${app}.digest`);
  const folder = join(root, 'dist', app);
  if (existsSync(built) && readFileSync(built, 'utf8') === wanted && existsSync(join(folder, 'index.html'))) return;
  say(app === 'console' ? 'Building the console …' : 'Building the field app …');
  run(['node_modules/vite/bin/vite.js', 'build', app, '--logLevel', 'error']);
  compress(folder);
  mkdirSync(dirname(built), { recursive: true });
  writeFileSync(built, wanted);
}

/** Beside every text file its compressed forms, so that serving costs nothing: brotli at its best takes seconds, once. */
function compress(folder) {
  for (const path of files(folder).filter((path) => /\.(js|css|html|svg|json|webmanifest)$/.test(path))) {
    const text = readFileSync(path);
    if (text.length < 1000) continue;
    writeFileSync(`${path}.br`, brotliCompressSync(text, { params: { [zlib.BROTLI_PARAM_SIZE_HINT]: text.length } }));
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  }
}

/**
 * A browser and Chinese fonts for the browser tests: Debian's where this is Debian and we may, otherwise one's own.
 * What is started from here finds it under CHROMIUM. The shell draws by the same engine and asks less of the processor.
 */
function ensureBrowser() {
  const shell = '/usr/bin/chromium-headless-shell';
  const find = () =>
    [
      process.env.CHROMIUM,
      shell,
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ].find((path) => path && existsSync(path));
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  const fonts = existsSync('/usr/share/fonts/opentype/noto');
  if (mayInstall && !process.env.CHROMIUM && !(existsSync(shell) && fonts)) installBrowser();
  const found = find();
  if (!found) fail('The browser tests need Chromium or Chrome: install one, or name it with CHROMIUM=/path/to/it.');
  process.env.CHROMIUM = found;
}

function installBrowser() {
  say('Installing Chromium and fonts for the browser tests …');
  const apt = (...words) =>
    spawnSync('apt-get', words, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0;
  const install = (...packages) => apt('-qq', 'install', '-y', '--no-install-recommends', ...packages);
  apt('-qq', 'update');
  if (!install('chromium-headless-shell', 'fonts-noto-cjk') && !install('chromium', 'fonts-noto-cjk'))
    fail('apt-get could not install Chromium and fonts-noto-cjk.');
}

function files(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

function run(args, options = {}) {
  const { status, signal } = spawnSync(node24(), args, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? (signal ? 1 : 0));
}

const say = (text) => process.stderr.write(`${text}\n`);
function fail(text) {
  say(text);
  process.exit(1);
}

const commands = {
  start: (args) => {
    // The first time the operator is made beside it, which takes far longer; later there is nobody to wait for.
    const isFirst = !existsSync(join(root, 'data')) && !args.includes('--data');
    if (isFirst) spawn(process.execPath, [fileURLToPath(import.meta.url), 'build'], { cwd: root, stdio: 'inherit' });
    else ensureApps();
    execFileSync(process.execPath, [join(root, 'bin', 'gridloop.mjs'), 'serve', '--demo', ...args], {
      cwd: root,
      stdio: 'inherit',
    });
  },
  test: (args) => {
    ensureBrowser();
    ensureApps();
    run(['node_modules/vitest/vitest.mjs', 'run', ...args]);
  },
  build: () => ensureApps(),
  check: () => run(['tools/check.ts']),
  bench: ([name, ...args]) => {
    const known = readdirSync(join(root, 'bench'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -3))
      .sort();
    if (!known.includes(name)) fail(`npm run bench -- NAME, where NAME is one of: ${known.join(', ')}`);
    if (name === 'console' || name === 'field') ensureBrowser();
    run([join('bench', `${name}.ts`), ...args]);
  },
  screenshots: (args) => {
    ensureBrowser();
    ensureApps();
    run(['tools/screenshots.ts', ...args]);
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, ...args] = process.argv.slice(2);
  if (!commands[command]) fail(`tools/bootstrap.mjs ${Object.keys(commands).join('|')}`);
  ensureInstalled();
  try {
    commands[command](args);
  } catch (error) {
    process.exit(error.status ?? 1);
  }
}
