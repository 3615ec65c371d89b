/** Of package.json and the commit it was built from; written in by vite.config.ts. */
// oxlint-disable-next-line no-underscore-dangle -- written by the bundler, in its manner
declare const __VERSION__: string;
