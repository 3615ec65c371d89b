/** What the console and the field app share: the look, figures, states and charts. It knows no feature. */
import './parts.css';

export { Badge, type Tone } from './badge.tsx';

export { Chart, ChartFrame, type ChartTable } from './chart.tsx';
export { linesOption, type Line } from './chart-lines.ts';
export { barsHeight, barsOption, intervalsHeight, intervalsOption, type Interval } from './chart-options.ts';
export { csv, download } from './download.ts';
export { Ago, Estimate, Figure, RelativeEstimate, type FigureKind } from './figures.tsx';
export { formatters, useFormat, type Formatters } from './format.ts';
export { Funnel, sharesOfPrevious, thinnestStep, type FunnelStep } from './funnel.tsx';
export { inLanguage, languages, toLanguage, useLanguage, useText, type Dictionary, type Language } from './language.ts';
export { AreaMap, type MapArea, type MapPoint } from './map/area-map.tsx';
export { MapFigure } from './map/map-figure.tsx';
export { Mark } from './mark.tsx';
export { createPreferences, type ThemeChoice } from './preferences.ts';
export { useErrorWords, useProblemWords } from './problem-words.ts';
export { SparkLine } from './spark-line.tsx';
export { startLanguage } from './start-language.ts';
export { EmptyState, ErrorState, Loading, ProblemList } from './states.tsx';
export { partsTexts } from './texts.ts';
export { ThemeContext, useTokens } from './theme.ts';
export { applyTheme, dataColours, fonts, monospace, tokens, type ThemeName, type Tokens } from './tokens.ts';
export { wholeParts } from './whole-parts.ts';
