/**
 * The look as data: one set of colours per theme, used by our own CSS (as variables), by Ant Design and by the charts.
 * Meaning colours are used for meaning only. Text colours keep 4.5:1 on `ground` and `surface`.
 */
export type ThemeName = 'light' | 'dark';

export interface Tokens {
  readonly ground: string;
  readonly surface: string;
  readonly sunken: string;
  readonly line: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly inkFaint: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly onAccent: string;
  readonly good: string;
  readonly goodSoft: string;
  readonly attention: string;
  readonly attentionSoft: string;
  readonly bad: string;
  readonly badSoft: string;
  /** The control group, always this grey. The treated are always the accent. */
  readonly control: string;
  readonly controlSoft: string;
}

export const tokens: Readonly<Record<ThemeName, Tokens>> = {
  light: {
    ground: '#f5f7f9',
    surface: '#ffffff',
    sunken: '#eef2f5',
    line: '#d8dfe6',
    ink: '#17212b',
    inkSoft: '#475563',
    inkFaint: '#5f6c79',
    accent: '#0f766e',
    accentSoft: '#dff1ee',
    onAccent: '#ffffff',
    good: '#15753a',
    goodSoft: '#e2f3e8',
    attention: '#9a4a05',
    attentionSoft: '#fcefdc',
    bad: '#b3231f',
    badSoft: '#fbe5e4',
    control: '#6b7785',
    controlSoft: '#dde2e7',
  },
  dark: {
    ground: '#0e1419',
    surface: '#161e25',
    sunken: '#111920',
    line: '#2b3742',
    ink: '#e6ecf1',
    inkSoft: '#b0bcc7',
    inkFaint: '#93a1ad',
    accent: '#2dd4bf',
    accentSoft: '#12352f',
    onAccent: '#04211d',
    good: '#57d58a',
    goodSoft: '#143423',
    attention: '#f6b84b',
    attentionSoft: '#3a2b10',
    bad: '#ff8a80',
    badSoft: '#42201f',
    control: '#93a1ad',
    controlSoft: '#303c47',
  },
};

/** Eight data colours that colour-blind people tell apart (Okabe and Ito, 2008), in a fixed order. */
export const dataColours = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#b3a800',
  '#7f7f7f',
] as const;

export const fonts =
  "Inter, 'Segoe UI', 'SF Pro Text', Roboto, 'Noto Sans', 'PingFang SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
export const monospace =
  "'SF Mono', 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'Noto Sans SC', monospace";

const variable = (name: string): string => '--gl-' + name.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase());

/** The tokens as a style sheet that follows the browser's wish, for what is shown before any script has come. */
export function tokenSheet(): string {
  const rules = (theme: ThemeName): string =>
    `:root{color-scheme:${theme};--gl-font:${fonts};` +
    Object.entries(tokens[theme])
      .map(([name, value]) => `${variable(name)}:${value}`)
      .join(';') +
    '}';
  return `${rules('light')}@media (prefers-color-scheme:dark){${rules('dark')}}`;
}

/** Puts a theme on the page: every token as `--gl-<name>`, and `data-theme` for what CSS cannot say with a colour. */
export function applyTheme(theme: ThemeName, root: HTMLElement = document.documentElement): void {
  root.dataset['theme'] = theme;
  root.style.colorScheme = theme;
  for (const [name, value] of Object.entries(tokens[theme])) {
    root.style.setProperty(variable(name), value);
  }
  root.style.setProperty('--gl-font', fonts);
  root.style.setProperty('--gl-mono', monospace);
}
