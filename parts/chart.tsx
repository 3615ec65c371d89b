import type { EChartsType } from 'echarts/core';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartOption } from './chart-options.ts';
import { csv, download, type Cell } from './download.ts';

export interface ChartTable {
  readonly header: readonly string[];
  /** Values as they are, for the file; `shown` is what a reader sees. */
  readonly rows: readonly (readonly Cell[])[];
  readonly shown?: readonly (readonly string[])[];
}

interface ChartFrameProps {
  /** The finding where it is known, else the subject. */
  readonly title: ReactNode;
  readonly note?: ReactNode;
  /** Every chart has its table and its download. */
  readonly table: ChartTable;
  /** Name of the downloaded file, without ending. */
  readonly file: string;
  /** The drawing as SVG, where it can be had. */
  readonly picture?: (() => string | undefined) | undefined;
  readonly children: (labelledBy: string) => ReactNode;
}

/** What stands around every drawing: its finding, its table, its download. */
export function ChartFrame({ title, note, table, file, picture, children }: ChartFrameProps) {
  const { t } = useTranslation('parts');
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const titleId = useId();
  const keepPicture = () => {
    const svg = picture?.();
    if (svg !== undefined) download(`${file}.svg`, svg, 'image/svg+xml');
  };
  return (
    <figure className="gl-chart" aria-labelledby={titleId}>
      <figcaption className="gl-chart-head">
        <div>
          <div id={titleId} className="gl-chart-title">
            {title}
          </div>
          {note && <div className="gl-chart-note">{note}</div>}
        </div>
        <div className="gl-chart-tools">
          <button type="button" className="gl-link" onClick={() => setView(view === 'chart' ? 'table' : 'chart')}>
            {t(view === 'chart' ? 'chart.showTable' : 'chart.showChart')}
          </button>
          {view === 'table' && (
            <button
              type="button"
              className="gl-link"
              onClick={() => download(`${file}.csv`, csv(table.header, table.rows))}
            >
              {t('chart.downloadTable')}
            </button>
          )}
          {view === 'chart' && picture && (
            <button type="button" className="gl-link" onClick={keepPicture}>
              {t('chart.downloadPicture')}
            </button>
          )}
        </div>
      </figcaption>
      {table.rows.length === 0 ? (
        <p className="gl-chart-empty">{t('chart.empty')}</p>
      ) : view === 'chart' ? (
        children(titleId)
      ) : (
        <PlainTable table={table} />
      )}
    </figure>
  );
}

interface ChartProps extends Omit<ChartFrameProps, 'picture' | 'children'> {
  readonly option: ChartOption;
  readonly height: number;
}

export function Chart({ option, height, ...frame }: ChartProps) {
  const [engine, setEngine] = useState<EChartsType>();
  const picture = () => {
    const [, content = ''] = engine?.getDataURL().split(',') ?? [];
    return content === '' ? undefined : decodeURIComponent(content);
  };
  return (
    <ChartFrame {...frame} picture={picture}>
      {(titleId) => <Canvas option={option} height={height} labelledBy={titleId} onEngine={setEngine} />}
    </ChartFrame>
  );
}

interface CanvasProps {
  readonly option: ChartOption;
  readonly height: number;
  readonly labelledBy: string;
  readonly onEngine: (engine: EChartsType | undefined) => void;
}

function Canvas({ option, height, labelledBy, onEngine }: CanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const [engine, setEngine] = useState<EChartsType>();
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    let made: EChartsType | undefined;
    const observer = new ResizeObserver(() => made?.resize());
    const start = async () => {
      const { init } = await import('./chart-engine.ts');
      if (gone) return;
      made = init(element, undefined, { renderer: 'svg' });
      observer.observe(element);
      setEngine(made);
      onEngine(made);
    };
    void start();
    return () => {
      gone = true;
      observer.disconnect();
      made?.dispose();
      onEngine(undefined);
    };
  }, [onEngine]);
  useEffect(() => {
    if (engine && !engine.isDisposed()) engine.setOption({ animationDuration: 120, ...option }, { notMerge: true });
  }, [option, engine]);
  return <div ref={place} role="img" aria-labelledby={labelledBy} className="gl-chart-canvas" style={{ height }} />;
}

function PlainTable({ table }: { table: ChartTable }) {
  const shown = table.shown ?? table.rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell))));
  return (
    <div className="gl-table-scroll" tabIndex={0} role="group">
      <table className="gl-table">
        <thead>
          <tr>
            {table.header.map((name, i) => (
              <th key={name} scope="col" className={isFigure(table, i) ? 'gl-right' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, r) => (
            <tr key={r}>
              {row.map((cell, i) => (
                <td key={i} className={isFigure(table, i) ? 'gl-right' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isFigure = (table: ChartTable, column: number): boolean =>
  table.rows.some((row) => typeof row[column] === 'number');
